"""Taking back what was last done to targets, by the journal line that says what stood there before."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.accounts.queries import journal_line
from tungngo.campaigns import actions, queries
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import offer_undo, or_404, tell
from tungngo.lib.problems import Refused
from tungngo.territory.queries import area_of, children_of

#: Lines about one series of several areas, and about all targets of some.
_SERIES = ("targets.series_set", "targets.series_undone")
_WHOLE = ("targets.set", "targets.copied_down", "targets.inherited", "targets.undone")


@staff
@require_POST
def targets_undo(
    request: HttpRequest, seat: Seat, campaign_id: UUID, code: str, line_id: UUID
) -> HttpResponse:
    """Put back what a change of targets at or below an area replaced; this too can be undone."""
    with or_404():
        campaign = queries.campaign_of(seat.reach, campaign_id)
        area = area_of(seat.reach, code)
    seat.must("officer", area.path)
    line = journal_line(seat.reach, line_id)
    if line is None or (line.subject, line.path) != (str(campaign.id), area.path):
        raise Http404
    if line.verb not in (*_SERIES, *_WHOLE) or "before" not in line.details:
        raise Http404
    below = list(children_of(seat.reach, area))
    try:
        if line.verb in _SERIES:
            undone = actions.undo_series(
                actor=seat.account, campaign=campaign, area=area, below=below, line=line
            )
        else:
            here = [area, *below]
            undone = actions.undo_targets(
                actor=seat.account, campaign=campaign, area=area, areas=here, line=line
            )
    except Refused as refusal:
        tell(request, refusal)
    else:
        back = reverse("targets_undo", args=[campaign.id, area.code, undone])
        offer_undo(request, _("The targets are as they were before."), back)
    if line.verb in _WHOLE:
        return redirect("targets", campaign.id, area.code)
    series = f"{line.details['indicator']}|{line.details['segment']}"
    return redirect(f"{reverse('targets_below', args=[campaign.id, area.code])}?series={series}")

"""Where a campaign is practised: what the training copy is, the way to it, and how an operator makes one."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tungngo.campaigns.queries import campaign_of
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import or_404, shown
from tungngo.territory.queries import area_of


@staff
@require_safe
def training(request: HttpRequest, seat: Seat, campaign_id: UUID, code: str) -> HttpResponse:
    """About the training copy of a campaign for the area with this code; 404 outside the campaign."""
    with or_404():
        area = area_of(seat.reach, code)
        one = campaign_of(seat.reach.within(area.path), campaign_id)
    seat.must("officer", area.path)
    within = area if area.path.startswith(one.path) else one.area
    return shown(
        request, seat, "desk/campaigns/training.html", area, "campaign", one.name, _("Training"),
        campaign=one, within=within, is_here=settings.TRAINING, training_url=settings.TRAINING_URL,
    )  # fmt: skip

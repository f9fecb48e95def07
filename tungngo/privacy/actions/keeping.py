"""Setting how long what is kept, and deleting what is past it; each deletion leaves its proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.actions import forget_labels, forget_looks, forget_stays
from tungngo.accounts.models import Account
from tungngo.advice.actions import forget_tasks
from tungngo.certificates.actions import forget_certificates, forget_papers
from tungngo.encounters.actions import forget_photos, forget_places, forget_words
from tungngo.intake.actions import forget_payloads
from tungngo.learning.actions import forget_references
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.parcels.actions import forget_contents
from tungngo.points.actions import forget_duties, forget_handovers, forget_homes, forget_leaves
from tungngo.privacy.actions.demands import empty_demands
from tungngo.privacy.keeping import CLASSES, LOOKS, before, communes_past, demands_past
from tungngo.privacy.models import Deletion, Keeping
from tungngo.privacy.queries import days_kept
from tungngo.reports.actions import forget_exports
from tungngo.teams.actions.forgetting import (
    forget_numbers,
    forget_rosters,
    forget_staff_sheets,
    forget_views,
)
from tungngo.territory.actions import forget_uploads
from tungngo.territory.actions.forgetting import (
    forget_left,
    forget_list_changes,
    forget_marks,
    forget_names,
    forget_suggestions,
    forget_traces,
)
from tungngo.tickets.actions import forget_calls, give_up_calls
from tungngo.upkeep.actions import forget_merges

Actor = Account | None


def _forget_demands(*, actor: Actor, days: int) -> int:
    """Names and words of demands closed long ago; right, days and outcome stay as the proof."""
    count = empty_demands(actor=actor, found=demands_past(days))
    if count:
        journal.write(actor=actor, verb="demand.forgotten", count=count)
    return count


_DELETE: Mapping[str, Callable[[Actor, int], int]] = {
    "photos": lambda actor, days: forget_photos(actor=actor, keep_days=days),
    "places": lambda actor, days: forget_places(actor=actor, keep_days=days),
    "words": lambda actor, days: forget_words(actor=actor, keep_days=days),
    "found": lambda actor, days: forget_suggestions(actor=actor, before=before(days)),
    "undo": lambda actor, days: forget_list_changes(actor=actor, before=before(days)),
    "merges": lambda actor, days: forget_merges(actor=actor, before=before(days)),
    "left": lambda actor, days: forget_left(actor=actor, before=clock.day_of(before(days))),
    "names": lambda actor, days: forget_names(
        actor=actor, communes=communes_past(days), before=before(days)
    ),
    "traces": lambda actor, days: forget_traces(actor=actor, before=before(days)),
    "marks": lambda actor, days: forget_marks(actor=actor, before=before(days)),
    "files": lambda actor, days: forget_uploads(actor=actor, keep_days=days),
    "staff_sheets": lambda actor, days: forget_staff_sheets(actor=actor, before=before(days)),
    "rosters": lambda actor, days: forget_rosters(actor=actor, before=before(days)),
    "views": lambda actor, days: forget_views(actor=actor, before=before(days)),
    "exports": lambda actor, days: forget_exports(actor=actor, keep_days=days),
    "results": lambda actor, days: forget_references(actor=actor, before=before(days)),
    "refused": lambda actor, days: forget_payloads(actor=actor, before=before(days)),
    "certificates": lambda actor, days: forget_certificates(actor=actor, before=before(days)),
    "calls": lambda actor, days: forget_calls(actor=actor, before=before(days)),
    "waiting": lambda actor, days: give_up_calls(actor=actor, before=before(days)),
    "parcels": lambda actor, days: forget_contents(actor=actor, before=before(days)),
    "papers": lambda actor, days: forget_papers(actor=actor, before=before(days)),
    "homes": lambda actor, days: forget_homes(actor=actor, before=before(days)),
    "workers": lambda actor, days: forget_numbers(actor=actor, before=before(days)),
    "demands": lambda actor, days: _forget_demands(actor=actor, days=days),
    "tasks": lambda actor, days: forget_tasks(actor=actor, before=before(days)),
    "labels": lambda actor, days: forget_labels(actor=actor, before=before(days)),
    "looks": lambda actor, days: forget_looks(actor=actor, before=before(days), verbs=LOOKS),
    "handovers": lambda actor, days: forget_handovers(actor=actor, before=before(days)),
    "leaves": lambda actor, days: forget_leaves(actor=actor, before=clock.day_of(before(days))),
    "duties": lambda actor, days: forget_duties(actor=actor, before=before(days)),
    "stays": lambda actor, days: forget_stays(actor=actor, before=before(days)),
}


@transaction.atomic
def keep_for(*, actor: Actor, code: str, days: int) -> None:
    """Keep a class of data for so many days from now on.

    Raises Refused `keeping.unknown`, `keeping.out_of_bounds`.
    """
    kept = CLASSES.get(code)
    if kept is None:
        raise Refused("keeping.unknown", _("There is no such class of data."))
    if not kept.least <= days <= kept.most:
        raise Refused(
            "keeping.out_of_bounds",
            _("Between %(least)s and %(most)s days."),
            {"least": kept.least, "most": kept.most},
            place=code,
        )
    Keeping.objects.update_or_create(
        code=code, defaults={"days": days, "set_at": clock.now(), "set_by": actor}
    )
    journal.write(actor=actor, verb="keeping.set", subject=code, days=days)


def delete_past(*, actor: Actor) -> dict[str, int]:
    """Delete whatever is past its days, class by class; class → how many, where any."""
    done: dict[str, int] = {}
    for code, days in days_kept(Reach.everything()).items():
        if count := _DELETE[code](actor, days):
            Deletion.objects.create(code=code, days=days, count=count, done_at=clock.now())
            done[code] = count
    return done

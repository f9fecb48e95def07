"""Taking everything personal of one person out of the lists. The row stays under its key, with its
segment: whatever was counted of it goes on to count."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account
from tungngo.forgotten.actions import drop_unnamed, keep_traces
from tungngo.forgotten.queries import traces_of_people
from tungngo.forgotten.rules import door_keys, key_of, traces_of
from tungngo.lib import clock, text
from tungngo.lib.problems import Refused
from tungngo.territory import rules, uploads
from tungngo.territory.actions.stale import mark_stale
from tungngo.territory.models import (
    Household,
    ListChange,
    ListImport,
    PastPlace,
    Resident,
    Suggestion,
)
from tungngo.territory.nameless import EVERYTHING, AskedName, headed_by, whose_rows

Mentions = Callable[[str], bool]
#: What an erased person's row holds: nothing that says who they were.
EMPTY: Mapping[str, Any] = {
    **dict.fromkeys(("full_name", "sort_key", "folded", "sex", "relation", "occupation"), ""),
    **{"phone": "", "birth_year": None, "birth_on": None, "reasons": []},
}
_HEAD = {"head_name", "folded"}
#: States of a list whose file nobody reads again.
_OVER = (ListImport.State.COMMITTED, ListImport.State.UNDONE, ListImport.State.REFUSED)


@transaction.atomic
def erase_resident(
    *,
    actor: Account | None,
    resident: Resident,
    households: Collection[UUID],
    mentions: Mentions,
    asked: AskedName | None = None,
) -> dict[str, int]:
    """Erase a person, with the doubles that were merged into them; how many of each kind of row.

    `households` are those they are or were listed in, with what is one with these. `mentions` says
    whether a text speaks of them. `asked`: what somebody is called whose row has no name any more; marks
    are made of it, by which lists do not bring them back. Raises Refused `resident.erased_already`,
    `erasure.name_missing`, `erasure.other_name`.
    """
    origin, who = resident.origin, resident.kept_id or resident.id
    # Doors before people, as everybody locks.
    found = Household.objects.select_for_update().filter(origin=origin, id__in=list(households))
    doors = {door.id: door for door in found.order_by("id")}
    locked = Resident.objects.select_for_update().filter(origin=origin)
    people = list(locked.filter(Q(id=who) | Q(kept_id=who)).order_by("id"))
    if any(person.full_name for person in people):
        asked = None
    else:
        _check_asked(people, asked)
    _keep_traces(actor, resident, people, doors, asked)
    names = [person.full_name for person in people if person.full_name]
    headed = [id_ for id_, door in doors.items() if _erase_head(door, names)]
    if asked is not None:
        headed += headed_by(doors.values(), asked)
    drop_unnamed(actor=actor, origin=origin, rows=[*headed, *(one.id for one in people)])
    counts = {
        "people": len(people),
        "heads": len(headed),
        "undo": _erase_changes(origin, {person.id for person in people}, set(doors), mentions),
        "suggestions": _erase_suggestions(
            actor, origin, {person.id for person in people}, set(doors), mentions
        ),
        "files": _forget_files(origin),
    }
    now = clock.now()
    for person in people:
        for column, value in EMPTY.items():
            setattr(person, column, value)
        person.version += 1
        person.updated_at = now
        person.save()
    mark_stale({door.path: 0 for door in doors.values()})
    return counts


def _check_asked(people: list[Resident], asked: AskedName | None) -> None:
    """Whether somebody without a name on the list can be erased under the name they say they had there."""
    if traces_of_people(EVERYTHING, people[0].origin, [person.id for person in people]):
        raise Refused("resident.erased_already", _("The data of this person were erased already."))
    if asked is None or not asked.full_name.strip():
        raise Refused(
            "erasure.name_missing",
            _("Write the name of the person, or an old list would bring them back."),
            place="full_name",
        )
    if not asked.is_sure and not whose_rows(people, asked):
        raise Refused(
            "erasure.other_name",
            _(
                "Another name stood on this entry, or no mark of it is left. Check which entry it is."
            ),
            place="full_name",
        )


def _keep_traces(
    actor: Account | None,
    resident: Resident,
    people: list[Resident],
    doors: dict[UUID, Household],
    asked: AskedName | None,
) -> None:
    """Old sheets may name them at any of these doors, and in any group these lay in."""
    key = key_of(settings.SECRET_KEY)
    traces: set[str] = set()
    left = PastPlace.objects.filter(origin=resident.origin, household_id__in=list(doors))
    lay = [(door, door.path) for door in doors.values()]
    lay += [(doors[id_], path) for id_, path in left.values_list("household_id", "path")]
    keys = {
        one
        for door, path in lay
        for one in door_keys(
            code=door.code,
            lane_key=door.lane_key,
            house=door.house,
            address=door.address,
            path=path,
        )
    }
    for person in people:
        year = person.birth_on.year if person.birth_on else person.birth_year
        name = person.full_name
        if asked is not None:
            name, year = asked.full_name, asked.birth_year
        traces.update(traces_of(key, name, year, keys))
    keep_traces(
        actor=actor,
        origin=resident.origin,
        resident_id=resident.kept_id or resident.id,
        traces=sorted(traces),
        path=resident.path,
    )


def _erase_head(door: Household, names: list[str]) -> bool:
    """The door's own copy of the name of its head."""
    if not any(text.tone_equal(door.head_name, name) for name in names):
        return False
    door.head_name = ""
    door.folded = rules.searchable("", door.address, door.code)
    door.version += 1
    door.updated_at = clock.now()
    door.save(update_fields=["head_name", "folded", "version", "updated_at"])
    return True


def _erase_changes(origin: str, people: set[UUID], doors: set[UUID], mentions: Mentions) -> int:
    """What lists keep to be taken back: a person's columns, and names of heads."""
    count = 0
    kept = ListChange.objects.filter(origin=origin)
    for change in kept.filter(row_kind="resident", row_id__in=people):
        change.before = {k: v for k, v in change.before.items() if k not in EMPTY}
        change.save(update_fields=["before"])
        count += 1
    for change in kept.filter(row_kind="household", row_id__in=doors):
        if mentions(str(change.before.get("head_name", ""))):
            change.before = {k: v for k, v in change.before.items() if k not in _HEAD}
            change.save(update_fields=["before"])
            count += 1
    return count


def _erase_suggestions(
    actor: Account | None, origin: str, people: set[UUID], doors: set[UUID], mentions: Mentions
) -> int:
    """What was found at the door, where it speaks of them. One that waits is turned down."""
    count = 0
    told = Suggestion.objects.filter(origin=origin)
    for one in told.filter(Q(household_id__in=doors) | Q(resident_id__in=people)):
        said = json.dumps([one.said, one.changes, one.note, one.why], ensure_ascii=False)
        if one.resident_id not in people and not mentions(said):
            continue
        one.said, one.changes, one.note, one.why = {}, {}, "", ""
        if one.state == Suggestion.State.OPEN:
            one.state, one.settled_by, one.settled_at = "declined", actor, clock.now()
        one.save()
        count += 1
    return count


def _forget_files(origin: str) -> int:
    """Files of lists that nobody reads again; those still to be written go within uploads.KEEP_DAYS,
    and what they say of the person is left out."""
    over = ListImport.objects.filter(origin=origin, state__in=_OVER).exclude(file="")
    names = list(over.values_list("file", flat=True))
    over.update(file="")
    transaction.on_commit(lambda: _forget(names))
    return len(names)


def _forget(names: list[str]) -> None:
    for name in names:
        uploads.forget(name)

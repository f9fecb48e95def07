"""One row made the double of another, on the list alone, and taken back: values chosen side by side, the
people moved or pointed along, suggestions that wait carried over.

What these change is given back as `Changes`: for each row, column → [before, after], as JSON keeps it; so
that it can be put back but for what somebody wrote over it since.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.territory import suggesting
from tungngo.territory.actions.following import people_went
from tungngo.territory.actions.households import save_with_priority
from tungngo.territory.actions.leaving import leave_places
from tungngo.territory.actions.stale import mark_stale
from tungngo.territory.derived import derive, plain
from tungngo.territory.models import Household, Resident, Suggestion

Changes = list[list[Any]]
Row = Household | Resident | Suggestion
Values = dict[str, Any]

#: What can be chosen side by side → the columns that go with it.
HOUSEHOLD_CHOICES: Mapping[str, tuple[str, ...]] = {
    "head_name": ("head_name",),
    "address": ("address", "house", "lane_name", "lane_key", "walk_key"),
    "group": ("path",),
    "code": ("code",),
    "language": ("language",),
    "smartphone": ("smartphone",),
    "chat_group": ("chat_group",),
    "poverty": ("poor", "near_poor"),
}
PERSON_CHOICES: Mapping[str, tuple[str, ...]] = {
    "full_name": ("full_name",),
    "birth": ("birth_year", "birth_on"),
    "sex": ("sex",),
    "relation": ("relation",),
    "occupation": ("occupation",),
    "phone": ("phone",),
}
_KINDS: Mapping[str, type[Household] | type[Resident] | type[Suggestion]] = {
    "household": Household,
    "resident": Resident,
    "suggestion": Suggestion,
}
_NAMES = {model: name for name, model in _KINDS.items()}


class _Ledger:
    """Rows changed in memory, with what stood there before; written once."""

    def __init__(self, actor: Account | None) -> None:
        self.changes: Changes = []
        self._actor = actor
        self._rows: list[Row] = []
        self._left: list[tuple[str, UUID, str]] = []

    def set(self, row: Row, values: Values) -> None:
        """Note and make the changes among `values`."""
        changed = {
            name: [_json(getattr(row, name)), _json(value)]
            for name, value in values.items()
            if getattr(row, name) != value
        }
        if isinstance(row, Household) and "path" in changed:
            self._left.append((row.origin, row.id, row.path))
        for name, value in values.items():
            setattr(row, name, value)
        if changed:
            self.changes.append([_NAMES[type(row)], str(row.id), changed])
            self._rows.append(row)

    def save(self) -> None:
        """Write every changed row with what follows from its columns, in the order of the changes."""
        leave_places(actor=self._actor, left=self._left, at=clock.now())
        for row in {id(row): row for row in self._rows}.values():
            _write(self._actor, row)


def _write(actor: Account | None, row: Row) -> None:
    if not isinstance(row, Suggestion):
        derive(row, clock.today())
        row.version += 1
        row.updated_at = clock.now()
    row.save()
    if isinstance(row, Resident):
        people_went(actor=actor, went=[(row.origin, row.id, row.path)])


def _json(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else plain(value)


@transaction.atomic
def point_household(
    *,
    actor: Account | None,
    kept: Household,
    double: Household,
    take: Collection[str] = (),
    same: Mapping[UUID, UUID] | None = None,
    seen: tuple[int, int] | None = None,
) -> Changes:
    """Make `double` the double of `kept`: values named in `take` (HOUSEHOLD_CHOICES) become those of the
    double, `same` (person there → person here) says who is listed twice; everybody else behind the double
    moves. The journal line is the caller's.

    `seen` are the versions (kept, double) that were compared. Raises Refused `double.itself`,
    `double.other_origin`, `double.already`, `double.ended`, `double.person_unknown`, `resident.erased`,
    `household.changed_meanwhile`.
    """
    kept, double = _two_doors(kept, double)
    if seen is not None and seen != (kept.version, double.version):
        raise _changed_meanwhile()
    there = _people(double)
    was_doubled = (double.ended_on, "doubled") if double.ended_on else None
    living = [
        one
        for one in there
        if one.ended_on is None
        or (one.kept_id is None and (one.ended_on, one.ended_reason) == was_doubled)
    ]
    here = {one.id: one for one in _people(kept) if one.ended_on is None}
    same = dict(same or {})
    if not {one.id for one in living}.issuperset(same) or not here.keys() >= set(same.values()):
        raise Refused("double.person_unknown", _("Somebody named here no longer lives there."))
    ledger = _Ledger(actor)
    _refuse_erased([here[one] for one in same.values()])
    _refuse_erased([one for one in living if one.id in same])
    old_path = kept.path
    off = {"ended_on": double.ended_on or clock.today(), "ended_reason": "doubled"}
    ledger.set(double, off | {"kept_id": kept.id})
    chosen = _taken(HOUSEHOLD_CHOICES, take, double)
    ledger.set(kept, chosen)
    place = max((one.place_in_household for one in _people(kept)), default=-1)
    for person in living:
        if (twin := same.get(person.id)) is not None:
            ledger.set(here[twin], _filled(here[twin], person))
            ledger.set(person, off | {"kept_id": twin})
            continue
        place += 1
        moved = {"household_id": kept.id, "place_in_household": place}
        ledger.set(person, moved | {"ended_on": None, "ended_reason": ""})
    _turn_pointers(ledger, kept.origin, {double.id: kept.id}, same)
    _carry_suggestions(ledger, double, kept, same)
    ledger.save()
    _settle(actor, kept, double, old_path)
    return ledger.changes


@transaction.atomic
def point_resident(
    *,
    actor: Account | None,
    kept: Resident,
    double: Resident,
    take: Collection[str] = (),
) -> Changes:
    """Make `double` the double of `kept`, of one household; values named in `take` (PERSON_CHOICES) become
    those of the double. The journal line is the caller's. Raises Refused `double.itself`,
    `double.other_household`, `resident.ended`, `resident.erased`."""
    if kept.id == double.id:
        raise _itself()
    door = Household.objects.select_for_update().get(origin=kept.origin, id=kept.household_id)
    rows = Resident.objects.select_for_update().filter(origin=door.origin, household_id=door.id)
    people = {row.id: row for row in rows.order_by("id")}
    if kept.id not in people or double.id not in people:
        raise Refused(
            "double.other_household",
            _("Only people listed in one household can be merged. Merge the households first."),
        )
    kept, double = people[kept.id], people[double.id]
    if kept.ended_on or double.ended_on:
        raise Refused("resident.ended", _("This person is no longer on the list."))
    _refuse_erased([kept, double])
    ledger = _Ledger(actor)
    ledger.set(kept, _filled(kept, double) | _taken(PERSON_CHOICES, take, double))
    off = {"ended_on": clock.today(), "ended_reason": "doubled"}
    ledger.set(double, off | {"kept_id": kept.id})
    same = {double.id: kept.id}
    _turn_pointers(ledger, door.origin, {}, same)
    waiting = _waiting(door.origin).filter(household_id=door.id, resident_id=double.id)
    for suggestion in waiting:
        ledger.set(suggestion, _carried(suggestion, door.id, same))
    ledger.save()
    save_with_priority(actor=actor, household=door)
    mark_stale({door.path: 0})
    return ledger.changes


@transaction.atomic
def unpoint(*, actor: Account | None, origin: str, changes: Changes) -> None:
    """Take back what `point_household` or `point_resident` did, but for what somebody wrote over it since.
    The journal line is the caller's.

    Raises Refused `double.later_first` when what stands for the double was merged again since, and
    `household.code_taken`.
    """
    ids: dict[str, list[UUID]] = {name: [] for name in _KINDS}
    for kind, id_, _changed in changes:
        ids[kind].append(UUID(id_))
    doors = _locked_doors(origin, ids["household"], ids["resident"])
    rows: dict[tuple[str, str], Row] = {}
    for kind, model in _KINDS.items():
        found = model._default_manager.filter(origin=origin, id__in=ids[kind])
        rows |= {(kind, str(row.id)): row for row in found}
    for kind, id_, changed in changes:
        row = rows[kind, id_]
        if "kept_id" in changed and _json(getattr(row, "kept_id", None)) != changed["kept_id"][1]:
            raise _later_first()
    # The last change first; what stands for the double before the double, whose code it may have.
    doubles = [one for one in changes if one[0] == "household" and "kept_id" in one[2]]
    others = [one for one in changes if one not in doubles]
    for kind, id_, changed in [*reversed(others), *reversed(doubles)]:
        _put_back(actor, rows[kind, id_], changed)
    for _kind, id_, changed in doubles:
        if changed["kept_id"][0] is None:
            _were_one(origin, UUID(id_), UUID(changed["kept_id"][1]))
    _refuse_parted_pointers(origin, ids["resident"])
    for door in Household.objects.filter(origin=origin, id__in=[one.id for one in doors]):
        _people_to(actor, door)
        save_with_priority(actor=actor, household=door)
        mark_stale({door.path: 0})


def _were_one(origin: str, double: UUID, kept: UUID) -> None:
    """Both remember that they were one until now: what was said at either of somebody of the other counts
    where they live."""
    for one, other in ((double, kept), (kept, double)):
        row = Household.objects.get(origin=origin, id=one)
        row.once = {**(row.once or {}), str(other): clock.now().isoformat()}
        row.save(update_fields=["once"])


def _refuse_parted_pointers(origin: str, people: Collection[UUID]) -> None:
    """Somebody who goes back may have been merged since with somebody who stays: that comes apart first."""
    found = Resident.objects.filter(origin=origin, kept_id__isnull=False)
    pairs = list(found.filter(Q(id__in=people) | Q(kept_id__in=people)))
    named = {one.kept_id for one in pairs if one.kept_id}
    homes = {one.id: one.household_id for one in pairs}
    kept = Resident.objects.filter(origin=origin, id__in=named)
    homes |= dict(kept.values_list("id", "household_id"))
    doors = Household.objects.filter(origin=origin, id__in=homes.values(), kept_id__isnull=False)
    stands = dict(doors.values_list("id", "kept_id"))
    for one in pairs:
        assert one.kept_id is not None
        here, there = homes[one.id], homes[one.kept_id]
        if stands.get(here, here) != stands.get(there, there):
            raise _later_first()


def _put_back(actor: Account | None, row: Row, changed: Mapping[str, list[Any]]) -> None:
    current = {name: _json(getattr(row, name)) for name in changed}
    back = suggesting.goes_back(changed, current)
    if isinstance(row, Household) and "path" in back:
        leave_places(actor=actor, left=[(row.origin, row.id, row.path)], at=clock.now())
    for name, value in back.items():
        column: Any = row._meta.get_field(name)
        setattr(row, name, column.to_python(value))
    if isinstance(row, Household) and row.code and row.ended_on is None:
        others = Household.objects.filter(origin=row.origin, code=row.code, ended_on=None)
        if others.exclude(id=row.id).exists():
            raise Refused(
                "household.code_taken",
                _("The code %(code)s already belongs to another household."),
                {"code": row.code},
            )
    if back:
        _write(actor, row)


def _two_doors(kept: Household, double: Household) -> tuple[Household, Household]:
    """Both, locked in the order everybody takes."""
    if kept.origin != double.origin:
        raise Refused(
            "double.other_origin",
            _(
                "These households were listed by two communes. They cannot be merged; take one of "
                "them off the list instead."
            ),
        )
    if kept.id == double.id:
        raise _itself()
    rows = {row.id: row for row in _locked_doors(kept.origin, [kept.id, double.id], [])}
    kept, double = rows[kept.id], rows[double.id]
    if double.kept_id is not None:
        raise Refused("double.already", _("This household has already been merged into another."))
    if kept.ended_on is not None or (double.ended_on and double.ended_reason != "doubled"):
        raise Refused("double.ended", _("One of these households is no longer on the list."))
    return kept, double


def _locked_doors(
    origin: str, doors: Collection[UUID], people: Collection[UUID]
) -> list[Household]:
    """These doors and those behind which these people are, locked in the order everybody takes."""
    homes = Resident.objects.filter(origin=origin, id__in=people).values_list("household_id")
    wanted = {*doors, *(home for (home,) in homes)}
    found = Household.objects.select_for_update().filter(origin=origin, id__in=wanted)
    return list(found.order_by("id"))


def _people(door: Household) -> list[Resident]:
    rows = Resident.objects.filter(origin=door.origin, household_id=door.id)
    return list(rows.order_by("place_in_household", "id"))


def _taken(
    choices: Mapping[str, tuple[str, ...]], take: Collection[str], of: Household | Resident
) -> Values:
    return {column: getattr(of, column) for name in take for column in choices[name]}


def _filled(kept: Resident, double: Resident) -> Values:
    """What is known of the double only, and the reasons of both."""
    values: Values = {}
    for columns in PERSON_CHOICES.values():
        if all(not getattr(kept, column) for column in columns):
            values |= {column: getattr(double, column) for column in columns}
    return values | {"reasons": sorted({*kept.reasons, *double.reasons})}


def _turn_pointers(
    ledger: _Ledger, origin: str, doors: Mapping[UUID, UUID], people: Mapping[UUID, UUID]
) -> None:
    """Whatever pointed to a double points to who stands for it now, so that a pointer stays one hop."""
    for model, turned in ((Household, doors), (Resident, people)):
        for row in model._default_manager.filter(origin=origin, kept_id__in=list(turned)):
            assert row.kept_id is not None
            ledger.set(row, {"kept_id": turned[row.kept_id]})


def _waiting(origin: str) -> Any:
    return Suggestion.objects.filter(origin=origin, state=Suggestion.State.OPEN).order_by("id")


def _carry_suggestions(
    ledger: _Ledger, double: Household, kept: Household, same: Mapping[UUID, UUID]
) -> None:
    """What waits about the double waits about who stands for it; that it is a double is settled there."""
    waiting = _waiting(double.origin).filter(household_id=double.id)
    for suggestion in waiting.exclude(about=Suggestion.About.DOUBLE):
        ledger.set(suggestion, _carried(suggestion, kept.id, same))


def _carried(suggestion: Suggestion, door: UUID, same: Mapping[UUID, UUID]) -> Values:
    who = suggestion.resident_id
    return {
        "household_id": door,
        "resident_id": same.get(who, who) if who else None,
        # Nobody who made it has seen the row it speaks of now: a person compares.
        "seen_version": 0,
        "row_version": None,
        "held_for": suggestion.held_for or Suggestion.HeldFor.CHANGED,
    }


def _people_to(actor: Account | None, door: Household) -> None:
    """Who is listed behind a door lies where it lies, and what is theirs."""
    people = Resident.objects.filter(origin=door.origin, household_id=door.id)
    went = [(door.origin, id_, door.path) for id_ in people.values_list("id", flat=True)]
    people.exclude(path=door.path).update(path=door.path, updated_at=clock.now())
    people_went(actor=actor, went=went)


def _settle(actor: Account | None, kept: Household, double: Household, old_path: str) -> None:
    _people_to(actor, kept)
    save_with_priority(actor=actor, household=kept)
    mark_stale(dict.fromkeys({kept.path, double.path, old_path}, 0))


def _refuse_erased(people: Collection[Resident]) -> None:
    """Who was erased is nobody's double: what the list knows of the other would bring them back."""
    if not all(person.full_name for person in people):
        raise Refused("resident.erased", _("The data of this person were erased at their demand."))


def _later_first() -> Refused:
    return Refused(
        "double.later_first",
        _("Something merged later builds on this. Undo the later one first."),
    )


def _itself() -> Refused:
    return Refused("double.itself", _("Choose two different ones."))


def _changed_meanwhile() -> Refused:
    return Refused(
        "household.changed_meanwhile",
        _("Somebody else has corrected this meanwhile. Open it again and look at the new values."),
    )

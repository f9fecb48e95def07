"""The operations `suggestion.make` and `suggestion.settle`: how they are read, what speaks against them.

The list is the territory's; they stand here because who may suggest is known by teams, and a household
that was found goes into the walk of whoever found it.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from django.utils.translation import gettext_lazy as _
from msgspec import Meta, Struct

from tungngo.campaigns.actions.assignments import take_found
from tungngo.intake.kinds import Batch, Item, Kind
from tungngo.intake.rules import FUTURE_TOLERANCE
from tungngo.intake.wire import NO_NUL, Code, Moment, Short
from tungngo.lib import text
from tungngo.lib.identity import without_numbers
from tungngo.lib.lookups import key
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.teams.queries import may, powers_of
from tungngo.teams.work import worked_at
from tungngo.territory import suggesting
from tungngo.territory.actions import make_suggestions, settle_suggestion
from tungngo.territory.doors import doors_of_people, paths_of, places_left
from tungngo.territory.doubled import kept_doors, kept_people
from tungngo.territory.models import Area, Suggestion
from tungngo.territory.queries import (
    area_today,
    states_of,
    suggestion_of,
    taken_ids,
    unwritable,
)

#: Whether somebody may suggest at a door is judged operation by operation, by day (`worked_at`).
EVERYTHING = Reach.everything()

MOST_NOTE = 500
About = Suggestion.About
State = Suggestion.State
Name = Annotated[str, Meta(max_length=120, pattern=NO_NUL)]
Number = Annotated[str, Meta(max_length=60, pattern=NO_NUL)]
Lane = Annotated[str, Meta(max_length=160, pattern=NO_NUL)]
Address = Annotated[str, Meta(max_length=240, pattern=NO_NUL)]
Year = Annotated[int, Meta(ge=1890, le=2100)]
Sex = Literal["", "f", "m"]
ABOUT_A_PERSON = {About.PERSON_FOUND, About.PERSON_LEFT, About.PERSON_DIED}


class FoundPerson(Struct, omit_defaults=True):
    """Somebody who lives in a household that was found."""

    id: uuid.UUID
    name: Name
    birth_year: Year | None = None
    sex: Sex = ""
    relation: Code = ""


class Said(Struct, omit_defaults=True):
    """What was found. `group`: the path of the group a new household lies in; `count`: how many live
    there; `of`: the household that this one is a double of; `why` a household is gone."""

    group: Annotated[str, Meta(max_length=64, pattern=NO_NUL)] = ""
    head: Name = ""
    house: Number = ""
    lane: Lane = ""
    address: Address = ""
    people: Annotated[list[FoundPerson], Meta(max_length=40)] = []
    count: Annotated[int, Meta(ge=0, le=99)] | None = None
    name: Name = ""
    birth_year: Year | None = None
    sex: Sex = ""
    relation: Code = ""
    of: uuid.UUID | None = None
    why: Literal["", "moved", "demolished"] = ""


class SuggestionBody(Struct):
    """What `suggestion.make` carries. `household` and `resident` name a row, or are minted for what was
    found; `seen` is the version of the row that the phone showed."""

    id: uuid.UUID
    what: Literal[
        "household_found",
        "person_found",
        "person_left",
        "person_died",
        "household_gone",
        "double",
        "wrong",
    ]
    household: uuid.UUID
    at: Moment
    resident: uuid.UUID | None = None
    seen: Annotated[int, Meta(ge=0, le=2_000_000_000)] | None = None
    said: Said = msgspec.field(default_factory=Said)
    note: Annotated[str, Meta(max_length=MOST_NOTE, pattern=NO_NUL)] = ""


class SettleBody(Struct):
    """What `suggestion.settle` carries."""

    id: uuid.UUID
    suggestion: uuid.UUID
    verdict: Literal["accept", "decline"]
    at: Moment
    why: Short = ""


# ------------------------------------------------------------------------------------------ making


def judge(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Give each suggestion that cannot be taken its code; the others leave as unsaved Suggestions.

    A row that an earlier suggestion of the same call makes is as good as one on the list.
    """
    bodies: list[SuggestionBody] = [item.body for item in items]
    named = {body.household for body in bodies} | {b.said.of for b in bodies if b.said.of}
    doors = paths_of(EVERYTHING, origin, named, lock=True)
    kept = kept_doors(EVERYTHING, origin, doors)
    if kept:
        doors |= paths_of(EVERYTHING, origin, set(kept.values()).difference(doors), lock=True)
    same = kept_people(EVERYTHING, origin, kept) if kept else {}
    people = doors_of_people(EVERYTHING, origin, {b.resident for b in bodies if b.resident})
    minted = {person.id for body in bodies for person in body.said.people}
    taken = taken_ids(EVERYTHING, origin, minted | named | set(people))
    known = set(states_of(EVERYTHING, origin, {body.id for body in bodies}))
    groups = {body.said.group for body in bodies if body.what == About.HOUSEHOLD_FOUND}
    areas = {group: area_today(EVERYTHING, group) for group in groups}
    for item in items:
        item.code = _refusal(
            batch, origin, item, Known(areas, doors, people, taken, known, kept, same)
        )
        if item.code:
            continue
        body, suggestion = item.body, item.found
        known.add(body.id)
        doors[body.household] = suggestion.path
        if body.what == About.PERSON_FOUND:
            people[body.resident] = body.household
            taken.add(body.resident)
        elif body.what == About.HOUSEHOLD_FOUND:
            # Who had no name but a number is not kept.
            named_too = suggestion.said.get("people", ())
            people |= {uuid.UUID(person["id"]): body.household for person in named_too}
            taken |= {body.household, *(person.id for person in body.said.people)}


class Known(NamedTuple):
    """What suggestions of one origin are judged by: the area of today of each group named; household id
    → path; resident id → household id; ids of rows and of suggestions that are in use; double → the
    household, or person, that stands for it."""

    areas: dict[str, Area | None]
    doors: dict[uuid.UUID, str]
    people: dict[uuid.UUID, uuid.UUID]
    taken: set[uuid.UUID]
    suggestions: set[uuid.UUID]
    kept: dict[uuid.UUID, uuid.UUID]
    same: dict[uuid.UUID, uuid.UUID]

    def stands_for(self, household: uuid.UUID | None) -> uuid.UUID | None:
        return self.kept.get(household, household) if household else None


def _refusal(batch: Batch, origin: str, item: Item, known: Known) -> str:
    """The code this suggestion is refused with; without one, `item.found` becomes the suggestion."""
    body: SuggestionBody = item.body
    assert item.at is not None
    path = known.doors.get(known.kept.get(body.household, body.household), "")
    if body.what == About.HOUSEHOLD_FOUND:
        minted = [body.household, *(person.id for person in body.said.people)]
        if len(set(minted)) < len(minted) or known.taken.intersection(minted):
            return "suggestion.household_taken"
        area = known.areas[body.said.group]
        if area is None or body.said.group.split(".")[1] != origin:
            return "suggestion.group_unknown"
        path = area.path
    if not path:
        return "suggestion.household_unknown"
    if not _worked_there(batch, origin, item, known, path):
        return "suggestion.out_of_reach"
    if item.at > batch.received_at + FUTURE_TOLERANCE:
        return "suggestion.in_the_future"
    if body.what == About.PERSON_FOUND and (body.resident is None or body.resident in known.taken):
        return "suggestion.resident_taken"
    speaks_of = body.resident if body.what != About.PERSON_FOUND else None
    if (body.what in ABOUT_A_PERSON and body.resident is None) or (
        speaks_of
        and known.stands_for(known.people.get(speaks_of)) != known.stands_for(body.household)
    ):
        return "suggestion.resident_unknown"
    said = suggesting.cleaned(msgspec.to_builtins(body.said))
    if suggesting.is_empty(body.what, said, of_person=body.resident is not None):
        return "suggestion.empty"
    if body.id in known.suggestions:
        return "suggestion.id_taken"
    item.found = _suggestion(batch, origin, item, path, said)
    if body.household in known.kept and body.what != About.DOUBLE:
        _turn_to_kept(item.found, known)
    return ""


def _worked_there(batch: Batch, origin: str, item: Item, known: Known, path: str) -> bool:
    """Whether the author might work where the door lies, or lay when they were there: in the group as it
    was, at the double they know it by, before it was put into another group."""
    body, at = item.body, item.at
    assert at is not None
    worked = batch.once("worked_at", lambda: worked_at(batch.actor))
    places = {path, body.said.group, known.doors.get(body.household, path)} - {""}
    if any(worked(place, at) for place in places):
        return True
    doors = {key(one) for one in (body.household, known.stands_for(body.household)) if one}
    left = places_left(EVERYTHING, origin, doors)
    return any(at <= until and worked(was, at) for one in left.values() for was, until in one)


def _turn_to_kept(suggestion: Suggestion, known: Known) -> None:
    """What is found at a double is suggested of what stands for it, which nobody has seen there."""
    suggestion.household_id = known.kept[suggestion.household_id]
    if suggestion.resident_id is not None:
        suggestion.resident_id = known.same.get(suggestion.resident_id, suggestion.resident_id)
    if suggestion.seen_version is not None:
        suggestion.seen_version = 0


def _suggestion(
    batch: Batch, origin: str, item: Item, path: str, said: dict[str, Any]
) -> Suggestion:
    body: SuggestionBody = item.body
    assert item.at is not None
    twin = body.said.of if body.what == About.DOUBLE else None
    return Suggestion(
        origin=origin,
        id=body.id,
        path=path,
        about=body.what,
        household_id=body.household,
        resident_id=None if _of_the_door(body.what) else body.resident,
        twin_id=twin,
        seen_version=body.seen,
        said=said,
        note=text.nfc(without_numbers(body.note))[:MOST_NOTE],
        account=batch.actor,
        device_id=batch.device.id,
        happened_at=item.at,
        received_at=batch.received_at,
    )


def _of_the_door(what: str) -> bool:
    return what in (About.HOUSEHOLD_FOUND, About.HOUSEHOLD_GONE, About.DOUBLE)


def apply(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Make the suggestions; a household that was found goes into its finder's walk."""
    made = [item.found for item in items]
    make_suggestions(actor=batch.actor, origin=origin, device_id=batch.device.id, suggestions=made)
    found = [(one.household_id, one.path) for one in made if one.about == About.HOUSEHOLD_FOUND]
    if found:
        take_found(actor=batch.actor, origin=origin, found=found)


MAKE = Kind(
    name="suggestion.make",
    body=SuggestionBody,
    judge=judge,
    apply=apply,
    sentences={
        "suggestion.household_unknown": _(
            "This household is not on the list. The suggestion is kept."
        ),
        "suggestion.household_taken": _(
            "This household is on the list already. The suggestion is kept."
        ),
        "suggestion.resident_unknown": _(
            "This person is not on the list of the household. The suggestion is kept."
        ),
        "suggestion.resident_taken": _(
            "This person is on the list already. The suggestion is kept."
        ),
        "suggestion.group_unknown": _(
            "The residential group of this household is not known. The suggestion is kept."
        ),
        "suggestion.out_of_reach": _(
            "This household belongs to an area outside your team's. The suggestion is kept."
        ),
        "suggestion.in_the_future": _(
            "The suggestion's time lies in the future. The phone's clock may be wrong; the suggestion "
            "is kept."
        ),
        "suggestion.empty": _(
            "The suggestion does not say what is different. It is kept; the team leader can look at it."
        ),
        "suggestion.id_taken": _("Another suggestion already has this number. It is kept."),
    },
)


# ----------------------------------------------------------------------------------------- settling


def judge_settling(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Only who leads the team whose area holds the door, or staff above, decides; and nobody undoes
    from a phone what somebody else decided meanwhile."""
    ids = {item.body.suggestion for item in items}
    states = states_of(EVERYTHING, origin, ids, lock=True)
    cannot = unwritable(EVERYTHING, origin, ids)
    powers = batch.once("powers_of", lambda: powers_of(batch.actor))
    decided: dict[uuid.UUID, str] = {}
    for item in items:
        body: SettleBody = item.body
        path, state = states.get(body.suggestion, ("", ""))
        state = decided.get(body.suggestion, state)
        wanted = State.SETTLED if body.verdict == "accept" else State.DECLINED
        if not path:
            item.code = "suggestion.unknown"
        elif not may(powers, "leader", path):
            item.code = "suggestion.not_yours"
        elif state in (State.SETTLED, State.DECLINED) and state != wanted:
            item.code = "suggestion.already_settled"
        elif state != wanted and wanted == State.SETTLED and body.suggestion in cannot:
            item.code = "suggestion.cannot_be_written"
        else:
            # Who repeats what was decided has nothing to do.
            item.found = state != wanted
            decided[body.suggestion] = wanted


def apply_settling(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Settle each suggestion that is not settled so already. What one of them takes off the list cannot
    be written on by the next."""
    for item in items:
        if not item.found:
            continue
        try:
            settle_suggestion(
                actor=batch.actor,
                suggestion=suggestion_of(EVERYTHING, origin, item.body.suggestion),
                accept=item.body.verdict == "accept",
                why=item.body.why,
            )
        except Refused as refused:
            item.code = refused.code


SETTLE = Kind(
    name="suggestion.settle",
    body=SettleBody,
    judge=judge_settling,
    apply=apply_settling,
    sentences={
        "suggestion.unknown": _("This suggestion is not on the server. The decision is kept."),
        "suggestion.not_yours": _(
            "Only the leader of the team in whose area the household lies can decide this. The "
            "decision is kept."
        ),
        "suggestion.already_settled": _(
            "Somebody else has decided otherwise meanwhile. The decision is kept."
        ),
        "suggestion.cannot_be_written": _(
            "This is no longer on the list, so nothing can be written there. It can only be declined."
        ),
    },
    decides=True,
)

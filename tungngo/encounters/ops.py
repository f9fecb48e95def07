"""The operation `encounter.record`: how it is read, and what speaks against taking it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from tungngo.campaigns.terms import Terms, intake_terms
from tungngo.encounters import queries, rules
from tungngo.encounters.actions import record
from tungngo.encounters.actions.record import MEMBER, RESIDENT, Found
from tungngo.encounters.models import Closeness
from tungngo.encounters.refusals import SENTENCES
from tungngo.intake.kinds import Batch, Item, Kind
from tungngo.intake.rules import FUTURE_TOLERANCE
from tungngo.intake.wire import Code, Moment, Short
from tungngo.lib import clock
from tungngo.lib.lookups import Key, key, key_to_uuid
from tungngo.lib.reach import Reach, commune_path
from tungngo.teams.queries import paths_worked
from tungngo.teams.work import work_of
from tungngo.territory.doors import (
    Held,
    Known,
    hold_doors,
    paths_of_people,
    people_behind,
    places_left,
)
from tungngo.territory.doubled import doubles_of, kept_doors, once_one
from tungngo.territory.named import origins_at

#: How a resident agreed to what a helper did in their name.
CONSENTS = {"spoken", "signed", "witness"}
#: Kinds of place where a gathering happens.
GATHERED = frozenset({"class", "point"})
#: Whether somebody may record at a door is judged operation by operation, by day (`worked_at`).
EVERYTHING = Reach.everything()


MOST_PHOTOS = 5
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]


class EncounterBody(Struct):
    """What `encounter.record` carries. `outcomes`: (resident, skill, level seen 0–4); the others beside
    them as in `models.Encounter`, left out where there is nothing to say."""

    id: uuid.UUID
    campaign: uuid.UUID
    household: uuid.UUID
    result: Literal["met", "absent", "refused", "moved", "demolished"]
    at: Moment
    place: Literal["door", "point", "class", "desk"] = "door"
    outcomes: Annotated[list[tuple[uuid.UUID, Code, int]], Meta(max_length=400)] = []
    come_back_on: date | None = None
    come_back_for: Short = ""
    amends: uuid.UUID | None = None
    withdrawn: bool = False
    taught: Annotated[list[tuple[uuid.UUID, Code, Code, uuid.UUID]], Meta(max_length=400)] = []
    consents: Annotated[list[tuple[uuid.UUID, Code, Code, Short]], Meta(max_length=400)] = []
    consent_text: Annotated[int, Meta(ge=1, le=9999)] | None = None
    near: tuple[Latitude, Longitude] | None = None
    photos: Annotated[list[uuid.UUID], Meta(max_length=MOST_PHOTOS)] = []
    gathering: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class _Grounds:
    """What the encounters of one origin are judged by. `held`, `left` and `people` go by keys; `left` is
    asked only where somebody does not work where the door lies today."""

    might_work: Callable[[str, datetime], bool]
    terms: dict[uuid.UUID, Terms]
    held: Held
    left: dict[Key, list[tuple[str, datetime]]]
    people: dict[Key, Known]
    #: household → households that were one with it, each with until when.
    once: dict[Key, dict[Key, datetime]]
    originals: dict[uuid.UUID, queries.Original]
    teachers: dict[uuid.UUID, set[str]]
    #: Residents of other doors who are said to have taught: key → where they are listed.
    neighbours: dict[Key, str]


def judge(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Give each encounter that cannot be taken its code; `item.found` becomes the `Found` of it.

    The doors are locked before anything else is read: of two batches about one door the second
    joins what the first committed, and no door moves or goes while facts are filed under it.
    """
    bodies: list[EncounterBody] = [item.body for item in items]
    doors = {key(body.household) for body in bodies}
    work = batch.once("work", lambda: work_of(batch.actor))
    held = hold_doors(EVERYTHING, origin, doors)
    campaigns = frozenset(body.campaign for body in bodies)
    amended = {body.amends for body in bodies if body.amends}
    originals = queries.originals_of(EVERYTHING, origin, amended)
    elsewhere = {one.household_id for one in originals.values()}.difference(
        body.household for body in bodies
    )
    if elsewhere:
        doubles = kept_doors(EVERYTHING, origin, elsewhere)
        held.kept.update((key(double), key(stands)) for double, stands in doubles.items())
    people = people_behind(EVERYTHING, origin, doors.union(held.kept.values()))
    once: dict[Key, dict[Key, datetime]] = {}
    named = {key(who) for body in bodies for who, *_seen in body.outcomes}
    if not people.keys() >= named:
        _know_doubles(origin, doors, held, people)
    if not people.keys() >= named:
        once = _know_parted(origin, doors, held, people)
    grounds = _Grounds(
        might_work=batch.once("worked_at", lambda: work.might),
        held=held,
        left={},
        terms=batch.once(f"terms {sorted(campaigns)}", lambda: intake_terms(EVERYTHING, campaigns)),
        people=people,
        once=once,
        originals=originals,
        teachers=paths_worked(
            EVERYTHING,
            {who for body in bodies for *_of, kind, who in body.taught if kind == MEMBER},
        ),
        neighbours=_neighbours(origin, bodies, held, people),
    )
    # Of a call taken whole the database itself tells that an id is taken; then it is judged singly.
    taken = {}
    if not batch.whole:
        taken = queries.ops_taken(EVERYTHING, origin, [key(body.id) for body in bodies])
    for item in items:
        item.found = _found(item.body, grounds)
        _keep_when_and_where(batch, item, grounds)
    _ask_where_doors_lay(origin, items, grounds)
    for item in items:
        found = item.found
        item.code = _refusal(batch, item, grounds)
        if not item.code and taken.get(found.id, item.key) != item.key:
            item.code = "encounter.id_taken"
        if not item.code:
            taken.setdefault(found.id, item.key)
            assert item.at is not None
            original = queries.Original(
                *(batch.actor.id, item.body.household, item.at, item.found.filed)
            )
            grounds.originals.setdefault(item.body.id, original)


def _neighbours(
    origin: str, bodies: Sequence[EncounterBody], held: Held, people: dict[Key, Known]
) -> dict[Key, str]:
    """Where those are listed who are said to have taught and live at none of the doors spoken of."""
    named = {key(who) for body in bodies for *_of, kind, who in body.taught if kind == RESIDENT}
    elsewhere = {who for who in named if who not in people or people[who].door not in held.paths}
    found = paths_of_people(EVERYTHING, origin, elsewhere) if elsewhere else {}
    if missing := elsewhere - found.keys():
        # Where communes were merged, a neighbour may be listed under another origin.
        communes = {commune_path(path) for path in held.paths.values()}
        others = {at for path in communes for at in origins_at(EVERYTHING, path)} - {origin}
        for at in sorted(others):
            found |= paths_of_people(EVERYTHING, at, missing)
    return found


def _know_doubles(
    origin: str, doors: Collection[Key], held: Held, people: dict[Key, Known]
) -> None:
    """Somebody named at a household may be listed at a double of it, which nobody named."""
    stands = {key_to_uuid(held.kept.get(door, door)) for door in doors}
    doubles = {key(a): key(b) for a, b in doubles_of(EVERYTHING, origin, stands).items()}
    held.kept.update(doubles)
    people.update(people_behind(EVERYTHING, origin, doubles))


def _know_parted(
    origin: str, doors: Collection[Key], held: Held, people: dict[Key, Known]
) -> dict[Key, dict[Key, datetime]]:
    """Somebody named at a household may live at another that was one with it, until it was parted."""
    stands = {key_to_uuid(held.kept.get(door, door)) for door in doors}
    once = once_one(EVERYTHING, origin, stands)
    others = {other for some in once.values() for other in some}
    doubles = kept_doors(EVERYTHING, origin, others)
    held.kept.update((key(double), key(kept)) for double, kept in doubles.items())
    people.update(people_behind(EVERYTHING, origin, map(key, others)))
    return {
        key(door): {key(other): until for other, until in some.items()}
        for door, some in once.items()
    }


def _found(body: EncounterBody, grounds: _Grounds) -> Found:
    """What a phone says of a double is filed, and counts, as said of who stands for it."""
    said = key(body.household)
    door, path = grounds.held.kept.get(said, said), grounds.held.paths.get(said, "")
    outcomes = [
        (known.who if (known := grounds.people.get(who := key(resident))) else who, skill, level)
        for resident, skill, level in body.outcomes
    ]
    homes = {home for who, *_seen in body.outcomes if (home := _home(key(who), grounds))}
    astray = frozenset(homes - {door})
    taught = [
        (key(learner), skill, key(who), _how_near(key(who), door, path, grounds))
        for learner, skill, kind, who in body.taught
        if kind == RESIDENT
    ]
    campaign = key(body.campaign)
    return Found(path, path, key(body.id), campaign, door, said, outcomes, astray, taught)


def _home(resident: Key, grounds: _Grounds) -> Key | None:
    """Where somebody is listed now, or what stands for it; None of whom nobody knows."""
    known = grounds.people.get(resident)
    return grounds.held.kept.get(known.door, known.door) if known else None


def _how_near(teacher: Key, door: Key, path: str, grounds: _Grounds) -> str:
    """How near a resident who taught lives to a door at `path`; empty where nobody knows them."""
    if _home(teacher, grounds) == door:
        return Closeness.HOME.value
    known = grounds.people.get(teacher)
    where = grounds.held.paths.get(known.door, "") if known else ""
    where = where or grounds.neighbours.get(teacher, "")
    if where.split(".")[:2] != path.split(".")[:2]:
        return ""
    return Closeness.NEAR.value if where == path else Closeness.FAR.value


def _stands_for(held: Held, household: uuid.UUID) -> Key:
    said = key(household)
    return held.kept.get(said, said)


def _keep_when_and_where(batch: Batch, item: Item, grounds: _Grounds) -> None:
    """A correction speaks of the moment its original happened, as that was moved when it arrived: the
    phone's clock may have been put right since, and the author may have left the team. And it is filed
    where its original was: the door may have moved since, and one contact counts in one place."""
    original = grounds.originals.get(item.body.amends) if item.body.amends else None
    if original and _is_of(original, item, grounds) and original.account_id == batch.actor.id:
        item.at = original.happened_at
        if item.found.path:
            item.found = item.found._replace(filed=original.path)


def _ask_where_doors_lay(origin: str, items: Sequence[Item], grounds: _Grounds) -> None:
    """Where doors lay before they moved, of those that were visited by who does not work there now."""
    astray = [item.found for item in items if item.found.path and not _might_work(item, grounds)]
    if astray:
        doors = {found.household for found in astray}.union(found.said for found in astray)
        grounds.left.update(places_left(EVERYTHING, origin, doors))


def _places(item: Item, grounds: _Grounds) -> list[str]:
    """Where the door lies, and where it lay when this happened. A double lies where it lay: phones that
    know of no merge go on visiting it there."""
    found, at = item.found, item.at
    assert at is not None
    places = [found.path]
    if found.said != found.household:
        places.append(grounds.held.own[found.said])
    for door in {found.household, found.said}:
        places += [path for path, until in grounds.left.get(door, ()) if at <= until]
    return places


def _might_work(item: Item, grounds: _Grounds) -> bool:
    """Whether the author might work at the door then: where it lies, or lay when it happened."""
    at = item.at
    return at is not None and any(grounds.might_work(place, at) for place in _places(item, grounds))


def _is_of(original: queries.Original, item: Item, grounds: _Grounds) -> bool:
    """Whether an encounter was at the door that this one speaks of, or at a double of it."""
    if original.household_id == item.body.household:
        return True
    return bool(_stands_for(grounds.held, original.household_id) == item.found.household)


def _refusal(batch: Batch, item: Item, grounds: _Grounds) -> str:
    """The code this encounter is refused with, or an empty string."""
    body, found, happened_at = item.body, item.found, item.at
    path = found.path
    assert happened_at is not None
    if not path:
        return "encounter.household_unknown"
    if not _might_work(item, grounds):
        return "encounter.household_out_of_reach"
    terms = grounds.terms.get(body.campaign)
    if terms is None or not path.startswith(terms.path):
        return "encounter.campaign_unknown"
    if happened_at > batch.received_at + FUTURE_TOLERANCE:
        return "encounter.in_the_future"
    if clock.day_of(happened_at) < terms.starts_on:
        return "encounter.before_campaign"
    if clock.day_of(happened_at) > terms.ends_on:
        return "encounter.after_campaign"
    skills = terms.skills
    for resident, skill, level in item.found.outcomes:
        # A person stands where their own door's facts say: another door's cannot be folded in.
        if not _lives_here(resident, item, grounds):
            return "encounter.resident_unknown"
        if skill not in skills:
            return "encounter.skill_unknown"
        if not 0 <= level <= rules.LEVELS:
            return "encounter.level_impossible"
    original = grounds.originals.get(body.amends) if body.amends else None
    if original and original.account_id != batch.actor.id:
        return "encounter.amends_foreign"
    if original and not _is_of(original, item, grounds):
        return "encounter.amends_elsewhere"
    if body.gathering and body.place not in GATHERED:
        return "encounter.place_unfit"
    return _refusal_beside(batch, item, grounds)


def _lives_here(resident: Key, item: Item, grounds: _Grounds) -> bool:
    """Whether somebody is listed where this was recorded, or was when it happened: two households may have
    been one until then, and what was seen counts where they live."""
    here = item.found.household
    if _home(resident, grounds) == here:
        return True
    known, once = grounds.people.get(resident), grounds.once.get(here)
    if known is None or once is None:
        return False
    until = once.get(known.door)
    return until is not None and item.at is not None and item.at <= until


def _refusal_beside(batch: Batch, item: Item, grounds: _Grounds) -> str:
    """As `_refusal`, about what stands beside the outcomes."""
    body = item.body
    if not body.taught and not body.consents:
        return ""
    seen = {(resident, skill) for resident, skill, _level in body.outcomes}
    for resident, skill, kind, who in body.taught:
        in_team = who == batch.actor.id or any(
            place.startswith(path)
            for path in grounds.teachers.get(who, ())
            for place in _places(item, grounds)
        )
        is_near = who != resident and _how_near(
            key(who), item.found.household, item.found.path, grounds
        )
        is_known = in_team if kind == MEMBER else bool(is_near) and kind == RESIDENT
        if (resident, skill) not in seen or not is_known:
            return "encounter.teacher_unknown"
    for resident, skill, how, _witness in body.consents:
        if (resident, skill) not in seen or how not in CONSENTS:
            return "encounter.consent_unknown"
    return ""


def apply(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Append the facts and bring the standings up to them."""
    record(actor=batch.actor, batch=batch, origin=origin, items=items)


RECORD = Kind(
    name="encounter.record",
    body=EncounterBody,
    judge=judge,
    apply=apply,
    sentences=SENTENCES,
)

"""Reads about encounters and standings."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.campaigns.models import Campaign
from tungngo.campaigns.queries import assignments_under
from tungngo.campaigns.shares import Share, doors_of_share
from tungngo.encounters.lists import reached_between
from tungngo.encounters.models import Encounter, HouseholdStanding, Photo
from tungngo.encounters.rules import STANDING, Fact, Stand, in_force
from tungngo.intake.models import Receipt
from tungngo.intake.queries import accepted_ops, open_receipts
from tungngo.lib import clock, lookups
from tungngo.lib.lookups import Key, key, key_to_uuid
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.teams.queries import phones_under
from tungngo.territory.doors import doors_under
from tungngo.territory.doubled import doubles_of, kept_doors, kept_people, listed_at, once_one
from tungngo.territory.models import Household


class Original(NamedTuple):
    """Of an encounter that a correction names: whose it is, at which door, when it happened, and where
    it is filed."""

    account_id: uuid.UUID
    household_id: uuid.UUID
    happened_at: datetime
    path: str


def originals_of(reach: Reach, origin: str, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Original]:
    """encounter id → what a correction of it must fit, for those of `ids` that exist."""
    wanted = list(ids)
    if not wanted:
        return {}
    found = reach.filter(Encounter.objects.filter(origin=origin, id__in=wanted))
    rows = found.values_list("id", "account_id", "household_id", "happened_at", "path")
    return {id_: Original(*rest) for id_, *rest in rows}


def ops_taken(reach: Reach, origin: str, ids: Iterable[Key]) -> dict[Key, Key]:
    """encounter → operation that brought it (keys), for those of `ids` that exist in `origin`."""
    if not reach.paths:
        return {}
    return dict(lookups.find(Encounter, ("id", "op_id"), among=("id", ids), origin=origin))


def stands_of(
    reach: Reach, origin: str, doors: Iterable[tuple[Key, Key]]
) -> tuple[dict[tuple[Key, Key], Stand], set[tuple[Key, Key]]]:
    """Where doors (campaign, household) and the people behind them stand, keys throughout; and those of
    them among whose facts something corrects something. For doors the caller has already reached."""
    if not reach.paths:
        return {}, set()
    stands: dict[tuple[Key, Key], Stand] = {}
    corrected: set[tuple[Key, Key]] = set()
    of_campaign: dict[Key, list[Key]] = defaultdict(list)
    for campaign, household in doors:
        of_campaign[campaign].append(household)
    for campaign, households in of_campaign.items():
        same: Any = {"origin": origin, "campaign_id": campaign}
        columns = ("household_id", "corrected", *STANDING)
        among = ("household_id", households)
        for household, is_corrected, *stood in lookups.find(
            HouseholdStanding, columns, among=among, **same
        ):
            stands[campaign, household] = Stand(*stood)
            if is_corrected:
                corrected.add((campaign, household))
    return stands, corrected


def facts_of(
    reach: Reach, origin: str, households: Iterable[uuid.UUID]
) -> dict[tuple[uuid.UUID, uuid.UUID], list[Fact]]:
    """(campaign id, household id) → every fact about that door and its doubles, corrections included;
    asked of a double, the facts of the door that stands for it. People are named by who stands for them.
    """
    wanted = set(households)
    asked: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    stands_for = kept_doors(reach, origin, wanted)
    for household in wanted:
        asked[stands_for.get(household, household)].append(household)
    stands_for |= doubles_of(reach, origin, asked)
    doors = asked.keys() | stands_for.keys()
    same = {str(a): str(b) for a, b in kept_people(reach, origin, doors).items()}
    facts: dict[tuple[uuid.UUID, uuid.UUID], list[Fact]] = defaultdict(list)
    for campaign, door, fact in _facts(reach, origin, doors):
        if same:
            outcomes = [(same.get(who, who), skill, level) for who, skill, level in fact.outcomes]
            fact = fact._replace(outcomes=outcomes)
        for household in asked[stands_for.get(door, door)]:
            facts[campaign, household].append(fact)
    return facts


def facts_counting(
    reach: Reach, origin: str, households: Iterable[uuid.UUID]
) -> dict[tuple[uuid.UUID, uuid.UUID], list[Fact]]:
    """As `facts_of`, and with these whatever was recorded at doors that were one with a household for a while
    of people who live there: each of them counts where they are listed now."""
    wanted = set(households)
    facts = facts_of(reach, origin, wanted)
    once = once_one(reach, origin, wanted)
    if not once:
        return facts
    others = {other for some in once.values() for other in some}
    said = list(_facts(reach, origin, others))
    for household, some in once.items():
        lives = listed_at(reach, origin, household)
        for campaign, told in _of_people(said, some, lives).items():
            if facts.get((campaign, household)) or any(fact.outcomes for fact in told):
                facts.setdefault((campaign, household), []).extend(told)
    return facts


def _of_people(
    said: Iterable[tuple[uuid.UUID, uuid.UUID, Fact]],
    doors: Collection[uuid.UUID],
    lives: Mapping[uuid.UUID, uuid.UUID],
) -> dict[uuid.UUID, list[Fact]]:
    """campaign → the facts of these doors, cut down to what they say of who lives elsewhere (person → who
    stands for them). Facts without any of it stay: they may take one back."""
    found: dict[uuid.UUID, list[Fact]] = defaultdict(list)
    names = {str(who): str(stands) for who, stands in lives.items()}
    for campaign, door, fact in said:
        if door in doors:
            kept = [(names[who], of, at) for who, of, at in fact.outcomes if who in names]
            found[campaign].append(fact._replace(outcomes=kept, elsewhere=True))
    return found


def in_force_among(reach: Reach, origin: str, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these encounters that stand: neither corrected nor taken back since, nor erased."""
    wanted = set(ids)
    if not wanted:
        return set()
    rows = reach.filter(Encounter.objects.filter(origin=origin, id__in=wanted))
    doors = set(rows.values_list("household_id", flat=True))
    told = facts_of(reach, origin, doors).values() if doors else ()
    return wanted & {fact.id for facts in told for fact in in_force(facts)}


#: What a `Fact` is made of, but for its day.
_FACT = (
    *("id", "account_id", "result", "happened_at", "outcomes"),
    *("come_back_on", "come_back_for", "amends_id", "withdrawn"),
)


def _facts(
    reach: Reach, origin: str, doors: Iterable[uuid.UUID]
) -> Iterator[tuple[uuid.UUID, uuid.UUID, Fact]]:
    """(campaign id, household id, fact) of every encounter within reach at exactly these doors."""
    columns = ("path", "campaign_id", "household_id", *_FACT)
    among = ("household_id", map(key, doors))
    for row in lookups.find(Encounter, columns, among=among, origin=origin):
        path, campaign, household, id_, account, result, at, outcomes, on, why, amends, gone = row
        if reach.covers(path):
            yield (
                key_to_uuid(campaign),
                key_to_uuid(household),
                Fact(
                    *(key_to_uuid(id_), key_to_uuid(account), result, at, clock.day_of(at)),
                    *(outcomes, on, why, amends and key_to_uuid(amends), bool(gone)),
                ),
            )


def places_of(
    reach: Reach, origin: str, campaign_id: uuid.UUID, households: Iterable[uuid.UUID]
) -> dict[uuid.UUID, list[float]]:
    """household id → [latitude, longitude] to about 100 m, as the last visit in force that said one in
    this campaign: of doors already reached by path, those of which it is known."""
    doors = list(households)
    of_kept = doubles_of(reach, origin, doors)
    said = reach.filter(
        Encounter.objects.filter(
            campaign_id=campaign_id,
            origin=origin,
            household_id__in=[*doors, *of_kept],
            near__isnull=False,
        )
    )
    near: dict[uuid.UUID, list[float]] = {}
    known: set[uuid.UUID] = set()
    for id_, household, place in said.values_list("id", "household_id", "near"):
        near[id_] = place
        known.add(of_kept.get(household, household))
    if not known:
        return {}
    places: dict[uuid.UUID, list[float]] = {}
    for (campaign, household), facts in facts_of(reach, origin, known).items():
        standing = [fact.id for fact in in_force(facts) if fact.id in near]
        if campaign == campaign_id and standing:
            places[household] = near[standing[-1]]
    return places


def rested_on(reach: Reach, origin: str, households: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of `households` that at least one encounter speaks of."""
    found = reach.filter(Encounter.objects.filter(origin=origin, household_id__in=list(households)))
    return set(found.values_list("household_id", flat=True).distinct())


def household_standings(
    reach: Reach, origin: str, campaign_id: uuid.UUID, households: Iterable[uuid.UUID]
) -> dict[uuid.UUID, HouseholdStanding]:
    """household id → standing, for doors the caller has already reached by path."""
    if not reach.paths:
        return {}
    found = HouseholdStanding.objects.filter(
        origin=origin, campaign_id=campaign_id, household_id__in=list(households)
    )
    return {standing.household_id: standing for standing in found}


def encounter_of(reach: Reach, origin: str, encounter_id: uuid.UUID) -> Encounter:
    """One encounter. Raises NotReached `encounter.not_reached`."""
    found = Encounter.objects.filter(origin=origin, id=encounter_id).first()
    if found is None or not reach.covers(found.path):
        raise NotReached(
            "encounter.not_reached",
            _("There is no such encounter, or it lies outside your own area."),
        )
    return found


def history_of(reach: Reach, origin: str, household_id: uuid.UUID) -> QuerySet[Encounter]:
    """Every encounter at one door and its doubles, newest first."""
    doors = [household_id, *doubles_of(reach, origin, [household_id])]
    found = Encounter.objects.filter(origin=origin, household_id__in=doors)
    return reach.filter(found).order_by("-happened_at")


def history_elsewhere(reach: Reach, origin: str, household_id: uuid.UUID) -> list[Encounter]:
    """Encounters at doors that were one with a household for a while, which say something of people who live
    in it; newest first."""
    others = once_one(reach, origin, [household_id]).get(household_id)
    if not others:
        return []
    lives = {str(one) for one in listed_at(reach, origin, household_id)}
    found = Encounter.objects.filter(origin=origin, household_id__in=others)
    found = reach.filter(found).order_by("-happened_at")
    return [fact for fact in found if lives.intersection(who for who, *_seen in fact.outcomes)]


def refused_receipts(reach: Reach, path: str) -> QuerySet[Receipt]:
    """Operations that could not be taken, kept whole, newest first: those that phones of teams at or
    under `path` sent, whatever commune they named (one that cannot be read names none)."""
    return open_receipts(reach, phones_under(reach, path).order_by().values("id"))


def recorded_since(reach: Reach, path: str, moment: datetime) -> int:
    """Encounters filed at or under `path` that arrived after a moment."""
    return reach.within(path).filter(Encounter.objects.filter(received_at__gt=moment)).count()


def photos_here(reach: Reach, origin: str, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of `ids` that arrived whole and were not deleted, for encounters the caller has reached."""
    if not reach.paths:
        return set()
    whole = Photo.objects.filter(origin=origin, id__in=list(ids), deleted_at=None)
    return set(whole.exclude(finished_at=None).values_list("id", flat=True))


def photo_of(reach: Reach, origin: str, photo_id: uuid.UUID) -> tuple[Photo, Encounter]:
    """A photo that arrived whole, and its encounter. Raises NotReached `photo.out_of_reach`."""
    photo = Photo.objects.filter(origin=origin, id=photo_id, deleted_at=None).first()
    if photo is not None and photo.finished_at is not None:
        facts = Encounter.objects.filter(origin=origin, id=photo.encounter_id)
        if fact := reach.filter(facts).first():
            return photo, fact
    raise NotReached("photo.out_of_reach", _("This photo is not in your area."))


def facts_number(reach: Reach, path: str) -> int:
    """A number that grows with every fact about a door at or under `path`: facts are only ever added.

    It counts those filed there, and every correction in the commune: of a door that has moved since,
    one is filed where its original was.
    """
    commune = "".join(f"{code}." for code in path.split(".")[:-1][:2])
    corrections = Encounter.objects.filter(Q(amends_id__isnull=False) | Q(withdrawn=True))
    return (
        reach.within(path).filter(Encounter.objects.all()).count()
        + Reach((commune,)).filter(corrections).count()
    )


def has_facts(reach: Reach, path: str) -> bool:
    """Whether anything has been recorded at or under `path`."""
    return reach.within(path).filter(Encounter.objects.all()).exists()


def doors_with_facts(reach: Reach, path: str) -> set[tuple[str, uuid.UUID]]:
    """(origin, household id) of every door that a fact at exactly `path` speaks of."""
    found = reach.filter(Encounter.objects.filter(path=path))
    return set(found.values_list("origin", "household_id").distinct())


def paths_with_facts(reach: Reach) -> set[str]:
    """Every path within reach under which at least one fact is filed."""
    return set(reach.filter(Encounter.objects.all()).values_list("path", flat=True).distinct())


def standings_without_facts(reach: Reach) -> list[tuple[str, uuid.UUID]]:
    """(path, household id) of each standing within reach that no fact speaks for."""
    facts = Encounter.objects.filter(origin=OuterRef("origin"), campaign_id=OuterRef("campaign_id"))
    own = Exists(facts.filter(household_id=OuterRef("household_id")))
    of_doubles = Exists(facts.filter(household__kept_id=OuterRef("household_id")))
    doors = reach.filter(HouseholdStanding.objects.filter(~own & ~of_doubles), "household__path")
    found = doors.values_list("household__path", "household_id", "origin", "campaign_id")
    return [
        (path, household)
        for path, household, origin, campaign in found
        if (campaign, household) not in facts_counting(reach, origin, [household])
    ]


def accepted_without_facts(reach: Reach, origin: str) -> set[uuid.UUID]:
    """Operations of a commune whose receipt says accepted, and whose fact is not there."""
    if not reach.paths:
        return set()
    accepted = accepted_ops(reach, origin, "encounter.record")
    facts = Encounter.objects.filter(origin=origin).values_list("op_id", flat=True)
    return accepted.difference(facts)


def unreached_priority(
    reach: Reach,
    path: str,
    campaign_id: uuid.UUID,
    *,
    share: Share | None = None,
    most: int = 12,
) -> list[Household]:
    """Priority doors at or under `path` where nobody was met yet, the most urgent first; of a share,
    when one is given."""
    met = HouseholdStanding.objects.filter(
        origin=OuterRef("origin"),
        household_id=OuterRef("id"),
        campaign_id=campaign_id,
        reached_on__isnull=False,
    )
    doors = doors_under(reach.within(path)).filter(~Exists(met), priority__gt=0)
    if share is not None:
        doors = doors_of_share(reach, doors, [campaign_id], share)
    return list(doors.order_by("-priority", "path", "walk_key")[:most])


def reached_by_team(
    reach: Reach,
    campaign: Campaign,
    path: str,
    *,
    since: date | None = None,
    until: date | None = None,
) -> dict[uuid.UUID, tuple[int, int]]:
    """team id → (doors reached, doors assigned) at or under `path`, by whose walk a door is in now;
    reached for the first time from `since` to `until`, where these are given."""
    return _reached_by(reach, campaign, path, "team_id", reached_between(since, until))


def reached_by_member(
    reach: Reach, campaign: Campaign, path: str
) -> dict[uuid.UUID | None, tuple[int, int]]:
    """membership id → (doors reached, doors assigned) at or under `path`; None: doors nobody has."""
    return _reached_by(reach, campaign, path, "membership_id", reached_between(None, None))


def reached_among(
    reach: Reach, campaign_id: uuid.UUID, keys: Iterable[tuple[str, uuid.UUID]]
) -> set[uuid.UUID]:
    """Those of the doors (origin, id), already reached by path, behind which somebody was met."""
    by_origin: dict[str, list[uuid.UUID]] = defaultdict(list)
    for origin, id_ in keys:
        by_origin[origin].append(id_)
    return {
        id_
        for origin, ids in by_origin.items()
        for id_, standing in household_standings(reach, origin, campaign_id, ids).items()
        if standing.reached_on
    }


def _reached_by(reach: Reach, campaign: Campaign, path: str, whose: str, when: Q) -> dict:
    met = HouseholdStanding.objects.filter(
        when,
        origin=OuterRef("origin"),
        household_id=OuterRef("household_id"),
        campaign_id=campaign.id,
    )
    # As in a walk (campaigns.queries.walk_of): a door that left the list is nobody's to reach.
    listed = assignments_under(reach, campaign, path).filter(household__ended_on=None)
    walks = listed.annotate(met=Exists(met))
    counted = (
        walks.order_by()
        .values(whose)
        .annotate(whole=Count("household_id"), part=Count("household_id", filter=Q(met=True)))
    )
    return {row[whose]: (row["part"], row["whole"]) for row in counted}

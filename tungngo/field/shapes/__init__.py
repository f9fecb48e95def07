"""What the wire's answers hold (docs/wire.md), as types: published in `published.py`, proved by the tests.

The answers are made by the rooms that know them; a test decodes what really travels with these, and a
field that is not named here, or is of another type, fails it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from tungngo.field.shapes.duties import DutyOfMine, PointThere, Quizzes, Shifts
from tungngo.field.shapes.words import Count, Digest, Level, Origin, Person, Shape
from tungngo.intake.wire import Moment, Verdict


class Problem(Shape):
    """A refusal of the whole call: nothing was taken. `code` is stable, `sentence` is for people."""

    code: str
    sentence: str


class AccountOfMine(Shape):
    id: UUID
    name: str
    language: str


class Claimed(Shape):
    """A badge became a device. `secret` is told this once."""

    secret: str
    device: UUID
    pin: Literal["required", "offered"]
    account: AccountOfMine


class Pushed(Shape):
    """One verdict for each operation, in order."""

    server_at: Moment
    verdicts: list[Verdict]


class Arrived(Shape):
    """How many bytes of a photo are here now, and whether that is all."""

    got: Count
    done: bool


class Carried(Shape):
    """What became of a parcel; counts only."""

    parcel: Digest
    state: Literal["taken", "waiting", "left"]
    operations: Count
    accepted: Count
    had: Count
    refused: Count


# -------------------------------------------------------------------------------------------- world


class TeamOfMine(Shape):
    id: UUID
    name: str
    area: str
    path: str
    part: Literal["leader", "member"]
    members: list[Person]


class Me(Shape):
    account: AccountOfMine
    device: UUID
    pin: Literal["required", "offered"]
    teams: list[TeamOfMine]


class InTwoLanguages(Shape):
    vi: str
    en: str


class SkillTaught(Shape):
    code: str
    name: InTwoLanguages
    short: str
    consent: bool


class ConsentTextShown(Shape):
    version: int
    vi: str
    en: str


class Milestone(Shape):
    indicator: str
    segment: str
    due_on: date
    percent: float


class CampaignOnPhones(Shape):
    id: UUID
    name: str
    starts_on: date
    ends_on: date
    state: str
    practise_after: Count
    skills: list[SkillTaught]
    levels: int
    asks_place: bool
    photo_of: str
    consent_text: ConsentTextShown | None
    milestones: list[Milestone]


class Stand(Shape):
    reached_on: date | None
    last_met_on: date | None
    attempts: Count
    last_result: str
    last_on: date | None
    come_back_on: date | None
    come_back_for: str


class PersonBehind(Shape):
    """Somebody behind a door. `levels`: skill → highest level counted."""

    id: UUID
    version: Count
    name: str
    birth_year: int | None
    sex: Literal["", "f", "m"]
    relation: str
    segment: str
    reasons: list[str]
    levels: dict[str, Level]


class DoorToVisit(Shape):
    origin: Origin
    id: UUID
    position: Count
    place: Count
    path: str
    house: str
    lane: str
    lane_key: str
    group: str
    code: str
    address: str
    head: str
    priority: Count
    reasons: list[str]
    language: str
    version: Count
    due: list[tuple[Literal["promised", "never", "practise"], date | None]]
    stand: Stand
    people: list[PersonBehind]
    near: tuple[float, float] | UnsetType = UNSET


class DoorCounts(Shape):
    doors: Count
    reached: Count
    shared: bool


class Doors(Shape):
    doors: list[DoorToVisit]
    counts: DoorCounts


class CorrectedWalk(Shape):
    path: str
    version: Count
    changed_at: Moment
    changed_by: str


class Settled(Shape):
    op: UUID
    verdict: Literal["accepted", "left"]


class Receipts(Shape):
    settled: list[Settled]


class LostPhone(Shape):
    label: str
    waiting: Count
    seen_at: Moment | None


class CrewMember(Shape):
    membership: UUID
    account: UUID
    name: str
    part: Literal["leader", "member"]
    badge: Literal["none", "issued", "used", "revoked", "expired"]
    reached: Count
    doors: Count
    seen_at: Moment | None
    waiting: Count
    lost: list[LostPhone]
    #: [first day, last day, how many sessions and shifts of theirs lie in between] of the next days.
    away: list[tuple[date, date, Count]]


class CrewTeam(Shape):
    """`doors`: [origin, household, in words, whose (a membership), reached]; null above 1,500."""

    id: UUID
    name: str
    path: str
    area: str
    members: list[CrewMember]
    doors: list[tuple[str, UUID, str, UUID | None, bool]] | None


class DoorRefused(Shape):
    house: str
    lane: str
    head: str
    people: list[tuple[UUID, str]]


class SaidRefused(Shape):
    """What a refused record said, as it was sent: anything."""

    household: Any
    result: Any
    at: Any
    outcomes: Any
    come_back_on: Any


class RefusedRecord(Shape):
    origin: Origin
    op: UUID
    kind: str
    who: str
    at: Moment
    code: str
    sentence: str
    handed_at: Moment | None
    note: str
    door: DoorRefused | None
    said: SaidRefused


class OpenSuggestion(Shape):
    """`sides`: [field, as the list has it, as it was found]."""

    origin: Origin
    id: UUID
    words: str
    held: str
    door: str
    person: str
    sides: list[tuple[str, Any, Any]]
    note: str
    who: str
    at: Moment


class Crew(Shape):
    teams: list[CrewTeam]
    refused: list[RefusedRecord]
    suggestions: list[OpenSuggestion]


class Wanted(Shape):
    skills: list[str]
    words: str


class CallForHelp(Shape):
    id: UUID
    origin: Origin
    household: UUID | None
    group: str
    name: str
    where: str
    what: Wanted
    wished_on: date | None
    wished_part: str
    priority: bool
    asked_on: date
    due_on: date
    late: bool
    phone: str
    #: True: nobody rang; what was answered in a quiz advises to go there.
    advised: bool
    state: Literal["open", "taken"]


class Sealing(Shape):
    """The server's public key, for parcels, in base64url."""

    key: str


class GuideLine(Shape):
    skill: str
    level: Annotated[int, Meta(ge=0, le=4)]
    language: str
    name: str
    title: str
    digest: Digest
    bytes: Count
    media: Count
    steps: Count


class Document(Shape):
    """What one room sends: its fingerprint, and the body in the kinds below."""

    fp: Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]


class MeDocument(Document):
    body: Me


class CampaignDocument(Document):
    body: CampaignOnPhones | None


class DoorsDocument(Document):
    body: Doors


class WalksDocument(Document):
    body: list[CorrectedWalk]


class ReceiptsDocument(Document):
    body: Receipts


class CrewDocument(Document):
    body: Crew | None


class HelpDocument(Document):
    body: list[CallForHelp]


class DutiesDocument(Document):
    body: list[DutyOfMine]


class ShiftsDocument(Document):
    body: Shifts


class PointsDocument(Document):
    body: list[PointThere]


class QuizzesDocument(Document):
    body: Quizzes


class ParcelsDocument(Document):
    body: Sealing


class GuidesDocument(Document):
    body: list[GuideLine]


class World(Shape, omit_defaults=True):
    """What travels down; a document whose fingerprint the phone has is absent."""

    server_at: Moment
    me: MeDocument | UnsetType = UNSET
    campaign: CampaignDocument | UnsetType = UNSET
    doors: DoorsDocument | UnsetType = UNSET
    walks: WalksDocument | UnsetType = UNSET
    receipts: ReceiptsDocument | UnsetType = UNSET
    crew: CrewDocument | UnsetType = UNSET
    help: HelpDocument | UnsetType = UNSET
    duties: DutiesDocument | UnsetType = UNSET
    shifts: ShiftsDocument | UnsetType = UNSET
    points: PointsDocument | UnsetType = UNSET
    quizzes: QuizzesDocument | UnsetType = UNSET
    parcels: ParcelsDocument | UnsetType = UNSET
    guides: GuidesDocument | UnsetType = UNSET

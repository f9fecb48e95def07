"""Sessions and shifts of a phone's owner, and the quizzes of those sessions."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from msgspec import field

from tungngo.field.shapes.words import Count, Origin, Person, Shape
from tungngo.intake.wire import Moment


class PointOfDuty(Shape):
    hours: str
    helps_with: list[str]
    languages: list[str]
    equipment: list[str]
    network: Literal["", "none", "weak", "good"]
    network_on: date | None


class DutyOfMine(Shape):
    id: UUID
    origin: Origin
    title: str
    place: str
    kind: Literal["fixed", "mobile", "home"]
    starts_at: Moment
    ends_at: Moment
    part: Literal["trainer", "helper"]
    topics: list[str]
    audience: str
    state: Literal["planned", "cancelled"]
    why: str
    capacity: Count | None
    code: str
    confirmed: Count
    point: PointOfDuty
    with_: list[str] = field(name="with")


class SessionThere(Shape):
    title: str
    starts_at: Moment
    ends_at: Moment
    topics: list[str]
    state: Literal["planned", "cancelled"]


class PointThere(Shape):
    """A support point of the commune, as anybody may read of it."""

    id: UUID
    name: str
    place: str
    hours: str
    helps_with: list[str]
    languages: list[str]
    sessions: list[SessionThere]


class ShiftNamed(Shape, kw_only=True):
    """A shift, as every list of them names it."""

    shift: UUID
    origin: Origin
    kind: Literal["point", "on_call"]
    place: str
    starts_at: Moment
    ends_at: Moment


class HandedOver(Shape):
    by: str
    words: str
    at: Moment


class ShiftOfMine(ShiftNamed, kw_only=True):
    id: UUID
    state: Literal["planned", "cancelled"]
    why: str
    offered: bool
    attendance: Literal["", "came", "absent", "replaced"]
    missing: Count
    with_: list[Person] = field(name="with")
    handed: HandedOver | None


class FreeShift(ShiftNamed, kw_only=True):
    missing: Count
    near: bool


class OfferedShift(ShiftNamed, kw_only=True):
    id: UUID
    by: str


class ShiftNews(ShiftNamed, kw_only=True):
    what: Literal["taken_over", "taken_off", "put_on"]
    who: str
    at: Moment


class DaysAway(Shape):
    """`own`: said on a phone, not noted at the desk."""

    id: UUID
    origin: Origin
    first: date
    last: date
    own: bool


class Shifts(Shape):
    mine: list[ShiftOfMine]
    free: list[FreeShift]
    offered: list[OfferedShift]
    told: list[ShiftNews]
    away: list[DaysAway]
    #: Where a calendar finds my duties; for nobody else.
    feed: str


class ChoiceAsked(Shape):
    text: str
    picture: str


class QuestionAsked(Shape):
    key: str
    kind: Literal["single", "multiple", "ordering", "picture", "observation"]
    text: str
    choices: list[ChoiceAsked]


class QuizVersion(Shape):
    """Questions of one version of a bank, in its order; which choices are right is not told."""

    id: UUID
    language: str
    questions: list[QuestionAsked]


class QuizToRead(Shape):
    """A quiz of a session of mine. `keys`: what it asks, in the order of the bank."""

    id: UUID
    origin: Origin
    gathering: UUID
    title: str
    purpose: Literal["before", "after", "other"]
    version: UUID
    keys: list[str]
    variants: Count
    seed: str
    closes_at: Moment
    minutes: Count | None


class Quizzes(Shape):
    """`pictures`: name → what is drawn within an SVG of 32 × 32."""

    quizzes: list[QuizToRead]
    versions: list[QuizVersion]
    pictures: dict[str, str]

"""What quizzes say of an area: what was gained, by session, trainer, segment and area, and which skills
are weak where. Worked out anew when somebody looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from tungngo.accounts.models import Account
from tungngo.advice.reading import Behind, behind
from tungngo.advice.rules.advising import LEAST_CLASS, PASS
from tungngo.advice.rules.gains import (
    SMALL,
    Came,
    ClassGain,
    Gained,
    Scored,
    by_segment,
    class_gain,
    gained,
    gained_by,
    is_shown,
)
from tungngo.advice.rules.withheld import shown_beside
from tungngo.campaigns.rules.targets import skill_indicator
from tungngo.lib import clock
from tungngo.lib.reach import Reach, commune_path
from tungngo.points.models import Duty, Gathering
from tungngo.points.queries import duties_at, gatherings_named
from tungngo.progress.league import sums_below
from tungngo.progress.queries import campaigns_counted
from tungngo.progress.rules import measure
from tungngo.progress.sight import ABLE, PEOPLE_MET
from tungngo.quizzes.marked import MOST_QUIZZES, Marked, Sat, sat_under
from tungngo.quizzes.models import Quiz
from tungngo.territory.models import Area, Level
from tungngo.territory.rules import household_reasons, person_reasons


class ClassLine(NamedTuple):
    """A quiz after a session and what its class gained."""

    quiz: Quiz
    gathering: Gathering | None
    gained: Gained


@dataclass(frozen=True, slots=True)
class Cell:
    """One skill in one area: how often it was answered after teaching, by how many people, and the share of
    the points they earned; and at the doors, how many of those met do it alone. None where nobody was."""

    answered: int = 0
    people: int = 0
    share: float | None = None
    met: int = 0
    able: int = 0

    @property
    def is_small(self) -> bool:
        return 0 < self.people < SMALL

    @property
    def is_weak(self) -> bool:
        return self.people >= LEAST_CLASS and self.share is not None and self.share < PASS


@dataclass(slots=True)
class AreaRow:
    """An area below (None: what is said of none of them) and its cells, one for each skill."""

    area: Area | None
    cells: list[Cell]


@dataclass(slots=True)
class Results:
    """Everything the page of results shows. Where the area is no ward, sessions and trainers are left out and
    so are figures of one or two people or that would give such away (`kept_back` says how many)."""

    whole: Gained | None = None
    classes: list[ClassLine] = field(default_factory=list)
    trainers: list[tuple[Account, Gained]] = field(default_factory=list)
    segments: dict[str, Gained] = field(default_factory=dict)
    areas: list[tuple[Area, Gained]] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    rows: list[AreaRow] = field(default_factory=list)
    total: list[Cell] = field(default_factory=list)
    quizzes: int = 0
    is_cut: bool = False
    kept_back: int = 0


def results_of(
    reach: Reach, area: Area, children: Sequence[Area], since: datetime, skills: Sequence[str] = ()
) -> Results:
    """What the quizzes at and under `area` that closed after a moment say; `skills` stand in the table in
    their order, others asked about after them."""
    sat = sat_under(reach, area.path, since)
    at_home = area.level >= Level.COMMUNE
    known = _people(reach, sat)
    found = Results(quizzes=len(sat), is_cut=len(sat) >= MOST_QUIZZES)
    _fill_gains(reach, found, sat, children, known, at_home=at_home)
    _fill_skills(reach, found, sat, area, children, known, list(skills), at_home=at_home)
    return found


def _people(reach: Reach, sat: Iterable[Sat]) -> dict[UUID, Behind]:
    """Everybody within reach who is named in an attempt, by the id it names."""
    named: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for sitting in sat:
        mine = {one.resident_id for one in sitting.attempts if one.resident_id}
        named[sitting.quiz.origin, commune_path(sitting.quiz.path)].update(mine)
    known: dict[UUID, Behind] = {}
    for (origin, commune), ids in named.items():
        known |= behind(reach, origin, commune, ids)
    return known


# -------------------------------------------------------------------------------------------- gains


def _fill_gains(
    reach: Reach,
    found: Results,
    sat: Sequence[Sat],
    children: Sequence[Area],
    known: Mapping[UUID, Behind],
    *,
    at_home: bool,
) -> None:
    by_id = {one.quiz.id: one for one in sat}
    classes: list[tuple[Quiz, ClassGain]] = []
    for sitting in sat:
        first = by_id.get(sitting.quiz.before_id) if sitting.quiz.before_id else None
        if first is None:
            continue
        here = sitting.quiz.id  # numbers of slips are one class's own
        if one := class_gain(_scored(first, known, here), _scored(sitting, known, here)):
            classes.append((sitting.quiz, one))
    if at_home:
        _fill_sessions(reach, found, classes)
    came = [one for _quiz, some in classes for one in some.came]
    paths = [quiz.path for quiz, some in classes for _one in some.came]
    # What is needed more comes first: of the rest something has to be left out where few could be made out.
    lines: list[tuple[Area | str | None, list[int]]] = [
        (child, [place for place, path in enumerate(paths) if path.startswith(child.path)])
        for child in children
    ]
    lines.append((None, list(range(len(came)))))
    segments = by_segment(came, _segments_of(came, known)).items()
    lines += sorted(segments, key=lambda one: (-len(one[1]), one[0]))
    lines = [line for line in lines if line[1]]
    places = [some for _about, some in lines]
    shown = [True] * len(lines) if at_home else shown_beside(places, _identities(came))
    found.kept_back += shown.count(False)
    for (about, some), is_shown_here in zip(lines, shown, strict=True):
        sums = gained_by(came[place] for place in some) if is_shown_here else None
        if sums is None:
            continue
        if about is None:
            found.whole = sums
        elif isinstance(about, str):
            found.segments[about] = sums
        else:
            found.areas.append((about, sums))


def _fill_sessions(reach: Reach, found: Results, classes: Sequence[tuple[Quiz, ClassGain]]) -> None:
    """By session and by trainer, which is for their own ward alone."""
    gatherings = _gatherings(reach, [quiz for quiz, _one in classes])
    trainers = _trainers(reach, [quiz for quiz, _one in classes], gatherings)
    for quiz, one in classes:
        if alone := gained([one]):
            at = gatherings.get(quiz.gathering_id) if quiz.gathering_id else None
            found.classes.append(ClassLine(quiz, at, alone))
    names: dict[UUID, Account] = {one.id: one for one in trainers.values()}
    for id_, account in sorted(names.items(), key=lambda one: one[1].sort_key):
        mine = [one for quiz, one in classes if (who := trainers.get(quiz.id)) and who.id == id_]
        if sums := gained(mine):
            found.trainers.append((account, sums))


def _identities(came: Sequence[Came]) -> list[Hashable]:
    """Who each of these is; whom nobody named is somebody else each time."""
    return [("", place) if one.who is None else one.who for place, one in enumerate(came)]


def _segments_of(
    came: Iterable[Came], known: Mapping[UUID, Behind]
) -> dict[Hashable, tuple[str, ...]]:
    """Who is on the list → everything they are counted under."""
    today = clock.today()
    people = {one.person.id: one for one in known.values()}
    return {
        one.who: _segments(people[one.who], today)
        for one in came
        if isinstance(one.who, UUID) and one.who in people
    }


def _segments(one: Behind, today: date) -> tuple[str, ...]:
    """Everything somebody is counted under, of their own and of their household."""
    own = person_reasons(one.person.reasons, one.person.birth_year, one.person.birth_on, today)
    door = one.door.reasons
    return one.person.segment, *household_reasons("poor" in door, "near_poor" in door, [own])


def _scored(sat: Sat, known: Mapping[UUID, Behind], class_at: UUID) -> list[Scored]:
    return [(_who(one, known, class_at), one.whole.share) for one in sat.attempts]


def _who(one: Marked, known: Mapping[UUID, Behind], class_at: UUID) -> Hashable | None:
    """Who an attempt is of: whoever stands for a double; a number on a slip means somebody in its class."""
    if one.resident_id:
        return known[one.resident_id].person.id if one.resident_id in known else one.resident_id
    return (class_at, one.number) if one.number else None


def _gatherings(reach: Reach, quizzes: Iterable[Quiz]) -> dict[UUID, Gathering]:
    ids: dict[str, set[UUID]] = defaultdict(set)
    for one in quizzes:
        if one.gathering_id:
            ids[one.origin].add(one.gathering_id)
    found: dict[UUID, Gathering] = {}
    for origin, those in ids.items():
        found |= gatherings_named(reach, origin, those)
    return found


def _trainers(
    reach: Reach, quizzes: Iterable[Quiz], gatherings: Mapping[UUID, Gathering]
) -> dict[UUID, Account]:
    """Quiz → who taught: as the quiz says, else who was on duty as trainer at its session."""
    duties = duties_at(reach, gatherings.values())
    found: dict[UUID, Account] = {}
    for quiz in quizzes:
        if quiz.trainer is not None:
            found[quiz.id] = quiz.trainer
        elif quiz.gathering_id:
            for duty in duties.get(quiz.gathering_id, []):
                if duty.part == Duty.Part.TRAINER:
                    found.setdefault(quiz.id, duty.account)
    return found


# ------------------------------------------------------------------------------------------- skills


def _fill_skills(
    reach: Reach,
    found: Results,
    sat: Iterable[Sat],
    area: Area,
    children: Sequence[Area],
    known: Mapping[UUID, Behind],
    skills: list[str],
    *,
    at_home: bool,
) -> None:
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0, 0.0, 0])
    people: dict[tuple[str, str], set[Hashable]] = defaultdict(set)
    for sitting in sat:
        if sitting.quiz.purpose == Quiz.Purpose.BEFORE:
            continue
        for one in sitting.attempts:
            place = _place(one, known, area, children)
            # The number on a slip is somebody's for the session it is handed out at.
            who = _who(one, known, one.quiz.gathering_id or one.quiz.id) or one.id
            for skill, earned in one.by_skill.items():
                for where in (place, "*"):
                    cell = sums[where, skill]
                    cell[0] += 1
                    cell[1] += earned.credit
                    cell[2] += earned.asked
                    people[where, skill].add(who)
    asked = {skill for _place, skill in sums}
    found.skills = [*skills, *sorted(asked - set(skills))]
    doors = _doors(reach, area, found.skills)
    places: list[tuple[str, Area | None]] = [(child.path, child) for child in children]
    places += [("", None)] if any(place == "" for place, _skill in sums) else []
    found.rows = [
        AreaRow(
            child,
            [
                _cell(
                    found,
                    sums.get((path, skill)),
                    len(people[path, skill]),
                    doors.get((path, skill)),
                    at_home=at_home,
                )
                for skill in found.skills
            ],
        )
        for path, child in places
    ]
    everywhere = {
        skill: (
            sum(met for (_p, code), (met, _a) in doors.items() if code == skill),
            sum(able for (_p, code), (_m, able) in doors.items() if code == skill),
        )
        for skill in found.skills
    }
    # A total beside the rows that are shown says what was kept back: of one or two it is kept back, too.
    asked_apart = {
        skill: _apart((len(people[path, skill]) for path, _child in places), at_home=at_home)
        for skill in found.skills
    }
    met_apart = {
        skill: _apart((doors.get((path, skill), (0, 0))[0] for path, _ in places), at_home=at_home)
        for skill in found.skills
    }
    found.total = [
        _cell(
            found,
            sums.get(("*", skill)),
            asked_apart[skill] or len(people["*", skill]),
            (met_apart[skill], 0) if met_apart[skill] else everywhere[skill],
            at_home=at_home,
        )
        for skill in found.skills
    ]


def _apart(counts: Iterable[int], *, at_home: bool) -> int:
    """Of figures of so many people each: of how many those that are not shown speak together, when they are
    so few that a total must not give them away; else 0."""
    hidden = sum(n for n in counts if not is_shown(n, at_home=at_home))
    return 0 if is_shown(hidden, at_home=at_home) else hidden


def _place(one: Marked, known: Mapping[UUID, Behind], area: Area, children: Sequence[Area]) -> str:
    """The area below where somebody lives, or where the quiz was; "" when none of them is known."""
    who = known.get(one.resident_id) if one.resident_id else None
    path = who.door.path if who else one.quiz.path
    return next((child.path for child in children if path.startswith(child.path)), "")


def _doors(
    reach: Reach, area: Area, skills: Iterable[str]
) -> dict[tuple[str, str], tuple[int, int]]:
    """(path below, skill) → people met at doors, and those of them seen to do it alone."""
    campaigns = [one.id for one in campaigns_counted(reach, area.path)]
    below = sums_below(reach, area.path, campaigns, clock.today())
    return {
        (path, skill): (
            measure(PEOPLE_MET, "", one.so_far, one.listed).part,
            measure(skill_indicator(skill, ABLE), "", one.so_far, one.listed).part,
        )
        for path, one in below.items()
        for skill in skills
    }


def _cell(
    found: Results,
    sums: Sequence[float] | None,
    people: int,
    door: tuple[int, int] | None,
    *,
    at_home: bool,
) -> Cell:
    """`people` answered, perhaps more than once."""
    answered, credit, asked = sums or (0, 0.0, 0)
    met, able = door or (0, 0)
    if not is_shown(people, at_home=at_home):
        answered, asked, people = 0, 0, 0
        found.kept_back += 1
    if not is_shown(met, at_home=at_home):
        met, able = 0, 0
        found.kept_back += 1
    share = credit / asked if asked else None
    return Cell(int(answered), people if answered else 0, share, met, able)

"""Building the demo world once, and knowing at the next start whether that was finished.

The mark lies in the database itself, as journal lines: `demo.begun` before anything else of the demo,
`demo.finished` after it. A database that holds work and neither line is somebody's own, and is left
alone.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.accounts.queries import journal_of
from tungngo.cli import prepared
from tungngo.cli.demo_world import classes, office, samples
from tungngo.cli.demo_world.asking import ask_at_home
from tungngo.cli.demo_world.certifying import certify
from tungngo.cli.demo_world.families import families_of
from tungngo.cli.demo_world.following_up import follow_up
from tungngo.cli.demo_world.paces import USUAL_DAY, member_paces, team_shares
from tungngo.cli.demo_world.places import PLACES, TUONG_MAI, Place
from tungngo.cli.demo_world.quizzing import ask_classes
from tungngo.cli.demo_world.replay import Volunteer, replay, server
from tungngo.cli.demo_world.rotas import staff_points
from tungngo.cli.demo_world.sheets import write_groups, write_households
from tungngo.cli.demo_world.spots import SHOWN
from tungngo.cli.demo_world.trading import survey_markets
from tungngo.cli.demo_world.waking import wake
from tungngo.cli.setup import prepare
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount_stale
from tungngo.progress.check import check
from tungngo.territory.queries import area_of, groups_of

ALL = Reach.everything()
BEGUN, FINISHED = "demo.begun", "demo.finished"
_IMPORTS_AT_ONCE = 2
#: Not longer ago than an upload is kept (territory.uploads), so that the lists can still be handed back.
_LISTS_DAYS_BEFORE = 4


class Teller(Protocol):
    """Who is told how far the build is."""

    def step(self, text: object) -> None:
        """A step begins."""

    def progress(self, done: int, whole: int) -> None:
        """So much of the step is done."""


class State(StrEnum):
    """What the database holds."""

    EMPTY = "empty"
    INTERRUPTED = "interrupted"
    FINISHED = "finished"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be built: at which scale, and how many days after the campaign began."""

    scale: float = 1.0
    day: int = USUAL_DAY


def state() -> State:
    """What the database holds, without changing it. Raises DatabaseError when it cannot be read."""
    if "accounts_journalline" not in connection.introspection.table_names():
        return State.EMPTY
    verbs = set(journal_of(ALL).order_by().values_list("verb", flat=True).distinct())
    if FINISHED in verbs:
        return State.FINISHED
    if BEGUN in verbs:
        return State.INTERRUPTED
    return State.FOREIGN if verbs - prepared.VERBS else State.EMPTY


def samples_folder() -> Path:
    """Where the sheets lie that went in, and those to try the import with."""
    return settings.DATA / "samples"


# ------------------------------------------------------------------------------------------- wipe


def wipe() -> None:
    """Remove the demo: its database's content, its uploads and its samples.

    Raises Refused `demo.not_ours` for a database that holds something else, and
    `demo.database_name` for a PostgreSQL database whose name does not end in "demo".
    """
    found = _state_or_unreadable()
    if found is State.FOREIGN:
        raise not_ours()
    database = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        connections.close_all()
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{database['NAME']}{ending}").unlink(missing_ok=True)
    elif found is not State.EMPTY:
        if not str(database["NAME"]).endswith("demo"):
            raise Refused(
                "demo.database_name",
                _(
                    "The database “%(name)s” is not emptied: only one whose name ends in “demo” is. "
                    "Make such a database and name it in DATABASE_URL."
                ),
                {"name": database["NAME"]},
            )
        call_command("flush", verbosity=0, interactive=False)
    for folder in (samples_folder(), settings.DATA / "uploads"):
        shutil.rmtree(folder, ignore_errors=True)


def _state_or_unreadable() -> State | None:
    """The state; None when what is there cannot be read, as after a build by another version."""
    try:
        return state()
    except DatabaseError:
        return None


def not_ours() -> Refused:
    """The refusal to build into, or remove, what the demo did not make."""
    return Refused(
        "demo.not_ours",
        _(
            "The database already holds something other than the demo, so nothing was changed. "
            "Choose another data folder with TUNGNGO_DATA."
        ),
    )


# ------------------------------------------------------------------------------------------ build


@dataclass(frozen=True, slots=True)
class Taught:
    """What went on at the support points: sessions planned, people checked in, answer sheets, shifts on
    rosters, certificates, tasks made of results."""

    points: int
    sessions: int
    came: int
    sheets: int
    shifts: int
    certificates: int
    tasks: int
    refused: int


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to."""

    households: int
    members: int
    phones: int
    accepted: int
    had: int
    refused: int
    taught: Taught
    differences: int
    seconds: float


def build(wishes: Wishes, teller: Teller) -> Built:
    """Make the demo world in an empty database.

    Every step goes through the doors a real office has: sheets through the imports, encounters
    through the wire. Raises what those raise; the build then counts as interrupted.
    """
    began = time.monotonic()
    settings.DATA.mkdir(parents=True, exist_ok=True)
    prepare()
    journal.write(actor=None, verb=BEGUN, scale=wishes.scale, day=wishes.day)
    starts_on = clock.today() - timedelta(days=wishes.day)
    with server() as ready, _processes() as pool:
        teller.step(_("Units, residential groups, sign-ins"))
        desks, actors = _open_offices(starts_on)
        teller.step(_("Household lists and rosters, written as the offices keep them"))
        sheets = _write_sheets(pool, wishes, starts_on)
        teller.step(_("Taking in the household lists"))
        households = _take_in_lists(pool, actors, sheets, starts_on)
        teller.step(_("Teams, campaigns, doors shared out, badges"))
        volunteers, members = _send_out(actors, desks["vanhanh"], sheets, starts_on, wishes)
        _learn_sizes()
        teller.step(_("The campaign so far, told by the members' phones"))
        verdicts = replay(
            ready(), volunteers, clock.now(), lambda done: teller.progress(done, len(volunteers))
        )
    # After the encounters: what was asked before a visit would be answered by it.
    ask_at_home(actors[TUONG_MAI.code])
    survey_markets(actors[TUONG_MAI.code])
    teller.step(_("Support points: sessions held, who came, what they were asked"))
    taught = _teach(actors[TUONG_MAI.code], starts_on)
    teller.step(_("Counting, and counting again to prove it"))
    while recount_stale():
        pass
    differences = sum(1 for _difference in check(ALL))
    built = Built(
        households=households,
        members=members,
        phones=len(volunteers),
        accepted=verdicts["accepted"],
        had=verdicts["had"],
        refused=verdicts["refused"] + taught.refused,
        taught=taught,
        differences=differences,
        seconds=time.monotonic() - began,
    )
    journal.write(actor=None, verb=FINISHED, accepted=built.accepted, differences=built.differences)
    return built


def _teach(actor: Account, starts_on: date) -> Taught:
    """The support points from their opening to the sessions still to come."""
    courses = classes.open_points(actor, starts_on)
    classes.come(courses)
    sheets = ask_classes(actor, courses, starts_on)
    verdicts = classes.say(courses)
    shifts = staff_points(actor, courses, starts_on)
    certificates = certify(actor, courses)
    shown = next(course.point for course in courses if course.spot is SHOWN)
    tasks = follow_up(actor, area_of(ALL, TUONG_MAI.code).path, shown.path)
    return Taught(
        points=len(courses),
        sessions=sum(len(course.sessions) for course in courses),
        came=sum(len(came) for course in courses for came in course.came.values()),
        sheets=sheets,
        shifts=shifts,
        certificates=certificates,
        tasks=tasks,
        refused=verdicts["refused"],
    )


def _open_offices(starts_on: date) -> tuple[dict[str, Account], dict[str, Account]]:
    """Accounts by user name, and by commune code whoever works for it; groups are in place."""
    with office.on_the_day(starts_on - timedelta(days=_LISTS_DAYS_BEFORE + 3)):
        desks = office.open_desks()
        by_area = {desk.area: desks[desk.username] for desk in office.DESKS}
        actors = {place.code: by_area.get(place.code, desks["vanhanh"]) for place in PLACES}
        for place in PLACES:
            office.add_groups_of(actors[place.code], place)
    return desks, actors


@dataclass(frozen=True, slots=True)
class Sheets:
    """The files of one place."""

    place: Place
    households: Path
    roster: Path


def _write_sheets(pool: Executor, wishes: Wishes, starts_on: date) -> list[Sheets]:
    """Every place's lists, and the two to try the import with."""
    folder = samples_folder()
    samples.write_samples(folder, starts_on)
    jobs = [(place, folder, wishes.scale, starts_on) for place in PLACES]
    return list(pool.map(_write_sheets_of, *zip(*jobs, strict=True)))


def _write_sheets_of(place: Place, folder: Path, scale: float, today: date) -> Sheets:
    sheets = Sheets(
        place, folder / f"{place.code}-danh-sach-ho.xlsx", folder / f"{place.code}-to-cds.xlsx"
    )
    groups = [families_of(place, g, scale=scale, today=today) for g in range(len(place.groups))]
    write_households(sheets.households, place, groups)
    office.write_roster(sheets.roster, place, scale=scale)
    write_groups(folder / f"{place.code}-to-dan-pho.xlsx", place)
    return sheets


def _take_in_lists(
    pool: Executor, actors: dict[str, Account], sheets: list[Sheets], starts_on: date
) -> int:
    """The household lists, the largest beside the others; how many households are new."""
    day = starts_on - timedelta(days=_LISTS_DAYS_BEFORE)
    waiting = [
        pool.submit(_take_in_list, actors[s.place.code], s.place, s.households, day) for s in sheets
    ]
    return sum(one.result() for one in waiting)


def _take_in_list(actor: Account, place: Place, sheet: Path, day: date) -> int:
    with office.on_the_day(day):
        return office.take_in_households(actor, place, sheet)


@contextmanager
def _processes() -> Iterator[Executor]:
    """Two helpers with connections of their own, for what one processor would do in turn."""
    pool = ProcessPoolExecutor(_IMPORTS_AT_ONCE, mp_context=get_context("spawn"), initializer=wake)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _learn_sizes() -> None:
    """Let the database see how large its tables have become before a thousand phones ask it."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _send_out(
    actors: dict[str, Account],
    operator: Account,
    sheets: list[Sheets],
    starts_on: date,
    wishes: Wishes,
) -> tuple[list[Volunteer], int]:
    """Teams from their rosters, campaigns, assignments, badges: who goes out, and how many could."""
    members = 0
    with office.on_the_day(starts_on - timedelta(days=_LISTS_DAYS_BEFORE - 1)):
        for s in sheets:
            groups = list(groups_of(ALL, area_of(ALL, s.place.code)))
            members += office.take_in_roster(actors[s.place.code], s.place, groups, s.roster)
    going: list[Volunteer] = []
    with office.on_the_day(starts_on - timedelta(days=1)):
        campaigns = office.start_campaigns(operator, starts_on)
        for place in PLACES:
            office.assign_doors(actors[place.code], campaigns[place.province], place)
            going += _volunteers(actors[place.code], place, starts_on, wishes)
    return going, members


def _volunteers(actor: Account, place: Place, starts_on: date, wishes: Wishes) -> list[Volunteer]:
    """Those of a place who open their badge, with how they work."""
    issued = office.badges_of_place(actor, place)
    teams: dict[str, list[tuple[str, str]]] = {}
    for member, secret in issued:
        teams.setdefault(member.team.path, []).append((str(member.id), secret))
    shares = team_shares(place, wishes.day)
    going = []
    order = {path: number for number, path in enumerate(sorted(teams))}
    for path, badges in teams.items():
        group = order[path]
        paces = member_paces(place, group, len(badges), shares[group], starts_on, wishes.day)
        for number, (pace, (_member, secret)) in enumerate(zip(paces, badges, strict=True)):
            if pace is not None:
                going.append(Volunteer(secret, pace, f"{place.code} {group} {number}"))
    return going

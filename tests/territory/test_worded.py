"""Words above a commune: an index finds what looking through every row finds, whatever was done to the
rows, and keeps nothing of who was taken out of them."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.lib.sqlite import words
from tungngo.territory import rules
from tungngo.territory.indexed import INDEXES, RESIDENTS
from tungngo.territory.models import Household, Resident
from tungngo.territory.queries import households_of, worded

EVERYTHING = Reach.everything()
TWO_COMMUNES = Reach.of(["01.00322.", "02.00100."])
ONLY_SQLITE = pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="PostgreSQL keeps its indexes of words by itself"
)

#: Communes of two provinces, one code of which begins like another.
PATHS = ("01.00082.01.", "01.00322.", "01.00322.07.", "01.00323.01.", "02.00100.01.")
NAMES = ("Nguyễn Văn An", "Nguyễn Thị Hoà", "Lý Văn Ba", "Lí Thị Mỹ", "Đỗ Ân", "ꪖꪱ Hoa", "Ngô Y")
HOUSES = ("Số 12 Ngõ 3", "12A Ngõ 31 Trương Định", "1 Ngõ 12", "Số 3 Phố Nguyễn An", "")
ASKED = (
    *("nguyen van", "hoa", "12 ngo 3", "n", "ng", "n v", "an nguyen", "1", "ly", "lí", "my", "đỗ"),
    *("nguyen thi hoa 12", "zz", "ꪖꪱ", "truong d", "12a", "3 12", "văn  văn", "nguyenvan", "do an"),
)
rows = st.tuples(
    st.sampled_from(PATHS),
    st.sampled_from(NAMES),
    st.sampled_from(HOUSES),
    st.lists(st.sampled_from(NAMES), max_size=3),
)
#: What becomes of a row: a number says which, taken over again.
deeds = st.tuples(
    st.sampled_from(("rename", "end", "return", "move", "erase", "delete", "leave", "none")),
    st.integers(0, 50),
    st.sampled_from(NAMES),
    st.sampled_from(PATHS),
)


def list_doors(told: list[tuple[str, str, str, list[str]]]) -> None:
    """Doors with their people, written as an import writes them: many at once."""
    now = clock.now()
    doors, people = [], []
    for nth, (path, head, address, names) in enumerate(told):
        door = Household(
            **{"origin": path.split(".")[1], "path": path, "head_name": head, "address": address},
            **{"walk_key": f"{nth * 7 % 11:02}", "folded": rules.searchable(head, address)},
            **{"priority": nth % 3, "listed_at": now, "updated_at": now},
        )
        doors.append(door)
        people += [
            Resident(
                **{"origin": door.origin, "household_id": door.id, "path": path},
                **{"full_name": name, "folded": rules.searchable(name), "updated_at": now},
            )
            for name in names
        ]
    Household.objects.bulk_create(doors)
    Resident.objects.bulk_create(people)


def do(deed: str, nth: int, name: str, path: str) -> None:
    """What actions do to rows, in the ways they do it: one, some, or all that a condition says."""
    doors, people = list(Household.objects.order_by("id")), list(Resident.objects.order_by("id"))
    if not doors or not people:
        return
    door, person = doors[nth % len(doors)], people[nth % len(people)]
    if deed == "rename":
        person.full_name, person.folded = name, rules.searchable(name)
        person.save()
    elif deed == "end":
        Household.objects.filter(pk=door.pk).update(ended_on=clock.today())
        Resident.objects.filter(household_id=door.id).update(ended_on=clock.today())
    elif deed == "return":
        Resident.objects.update(ended_on=None)
        Household.objects.update(ended_on=None)
    elif deed == "move":
        Household.objects.filter(path=door.path).update(path=path)
        Resident.objects.filter(path=door.path).update(path=path)
    elif deed == "erase":
        for one in doors:
            one.head_name, one.folded = "", rules.searchable("", one.address)
        Household.objects.bulk_update(doors[nth % 3 :: 3], ["head_name", "folded"])
    elif deed == "delete":
        person.delete()
    elif deed == "leave":
        Resident.objects.filter(folded=person.folded).update(full_name="", folded="")


def looked_through(reach: Reach, path: str, written: str, urgent: bool) -> list[UUID]:
    """What is found without any index."""
    found = reach.within(path).filter(Household.objects.filter(ended_on=None))
    if sought := rules.search_words(written):
        found = found.filter(worded.holding(sought))
    if urgent:
        found = found.filter(priority__gt=0)
        return list(
            found.order_by("-priority", "path", "walk_key", "id").values_list("id", flat=True)
        )
    return list(found.order_by("path", "walk_key", "id").values_list("id", flat=True))


#: Whose reach, of which area, and whether the most urgent come first.
WAYS = (
    (EVERYTHING, "", False),
    (EVERYTHING, "01.", False),
    (EVERYTHING, "01.00322.", False),
    (TWO_COMMUNES, "", False),
    (Reach.of(["01.", "02.00100."]), "", True),
)


@contextlib.contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("few", [1, 4, 2_000])
@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    before=st.lists(rows, max_size=8),
    after=st.lists(rows, max_size=8),
    done=st.lists(deeds, max_size=5),
    written=st.lists(st.sampled_from(ASKED), min_size=1, max_size=3, unique=True),
)
@example(
    before=[(path, NAMES[n], HOUSES[n % 5], [NAMES[-n]]) for path in PATHS for n in range(7)],
    after=[],
    done=[("move", 3, NAMES[0], PATHS[4]), ("leave", 2, NAMES[0], PATHS[0])],
    written=list(ASKED),
)
def test_an_index_finds_what_looking_through_finds(
    db: None,
    few: int,
    monkeypatch: pytest.MonkeyPatch,
    before: list,
    after: list,
    done: list,
    written: list[str],
) -> None:
    monkeypatch.setattr(worded, "FEW", few)
    monkeypatch.setattr(worded, "MOST_LISTED", few * 3)
    with taken_back():
        list_doors(before)
        words.install(INDEXES)
        list_doors(after)
        for deed in done:
            do(*deed)
        for asked in written:
            for reach, path, urgent in WAYS:
                whole = looked_through(reach, path, asked, urgent)
                for first in (0, 1, 5):
                    found = households_of(
                        reach, path, written=asked, only_priority=urgent, first=first
                    )
                    here = [door.id for door in found]
                    assert here == whole or first, (path, asked)
                    assert here[: first + 1] == whole[: first + 1], (path, asked, first)


@ONLY_SQLITE
@pytest.mark.django_db(transaction=True)
def test_a_name_that_was_taken_out_is_nowhere_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "PAGES", 1)  # so that tidying takes many steps
    monkeypatch.setattr(words, "ROWS", 7)
    list_doors([(path, "Qwxyzzy Vkjhgf", "1 Ngõ 2", list(NAMES)) for path in PATHS * 8])
    words.install(INDEXES, seconds=60)
    assert words.usable(INDEXES)
    list_doors([(PATHS[0], "Trần Thị Qwxyzzy", "", ["Qwxyzzy Vkjhgf"])])
    assert households_of(EVERYTHING, "", written="qwxyzz").count() == 41
    assert b"qwxyzz" in whole_file()
    Household.objects.update(head_name="", folded=" 1 ngo 2")
    gone = Resident.objects.filter(full_name__startswith="Qwx")
    gone.update(full_name="", folded="")
    Household.objects.filter(head_name="x").delete()
    words.begin_tidying(INDEXES)
    words.go_on(INDEXES, seconds=60)
    assert not households_of(EVERYTHING, "", written="qwxyzz").exists()
    found = whole_file()
    # Its beginnings, too, which the index keeps as words.
    assert not [part for part in (b"qwxyzzy", b"qwx", b"vkjh") if part in found]
    assert households_of(EVERYTHING, "", written="nguyen van an").count() == 40
    with connection.cursor() as cursor:
        for index in INDEXES:
            cursor.execute(f"INSERT INTO {index.name}({index.name}) VALUES ('integrity-check')")
            for name in index.schema():
                cursor.execute(f"DROP {'TABLE' if name == index.name else 'TRIGGER'} {name}")


def whole_file() -> bytes:
    """The database as it lies on the disk, in small letters."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(str(connection.settings_dict["NAME"])).read_bytes().lower()


@ONLY_SQLITE
def test_an_index_is_built_anew_where_a_table_was(db: None) -> None:
    list_doors([(path, NAMES[0], HOUSES[0], list(NAMES)) for path in PATHS])
    words.install(INDEXES)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {RESIDENTS.name}_put")
    assert not words.usable(INDEXES), "rows may have come that it does not know"
    door = Household.objects.all()[0]
    Resident.objects.create(
        origin=door.origin,
        household_id=door.id,
        path=door.path,
        full_name="Xa",
        folded=" xa",
        updated_at=clock.now(),
    )
    assert len(households_of(EVERYTHING, "", written="xa")) == 1
    words.install(INDEXES)
    assert words.usable(INDEXES)
    assert len(households_of(EVERYTHING, "", written="xa")) == 1


@ONLY_SQLITE
def test_an_index_that_does_not_fit_its_rows_is_built_anew(db: None) -> None:
    list_doors([(path, NAMES[0], HOUSES[0], list(NAMES)) for path in PATHS])
    words.install(INDEXES)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE territory_household SET rowid = rowid + 1000")
    assert not households_of(EVERYTHING, "", written="12 ngo").exists()
    words.install(INDEXES)
    assert households_of(EVERYTHING, "", written="12 ngo").count() == len(PATHS)


@ONLY_SQLITE
def test_two_that_start_at_once_make_an_index_one_after_the_other(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_doors([(path, NAMES[0], HOUSES[0], list(NAMES)) for path in PATHS])
    make = words._make_anew

    def make_after_the_other(*looked_for: object) -> None:
        make(*looked_for)
        make(*looked_for)

    monkeypatch.setattr(words, "_make_anew", make_after_the_other)
    words.install(INDEXES)
    assert words.usable(INDEXES)
    assert households_of(EVERYTHING, "", written="12 ngo").count() == len(PATHS)


@ONLY_SQLITE
def test_an_unfinished_index_is_not_asked(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is built a step at a time, beside whoever writes; until it is whole every row is looked at."""
    monkeypatch.setattr(words, "ROWS", 3)
    list_doors([(path, NAMES[0], HOUSES[0], list(NAMES)) for path in PATHS])
    words.install(INDEXES, seconds=0)
    assert not words.usable(INDEXES)
    assert built_to() == 3
    for nth in range(3):
        words.go_on(INDEXES, seconds=0)
        do("rename", nth, "Xa Lạ", PATHS[0])
        do("erase", nth, "", PATHS[0])
        list_doors([(PATHS[nth], "Xa Lạ", "", [NAMES[0]])])
    assert not words.usable(INDEXES)
    assert built_to() > 3
    wanted = looked_through(EVERYTHING, "", "nguyen", urgent=False)
    assert [door.id for door in households_of(EVERYTHING, "", written="nguyen")] == wanted
    words.go_on(INDEXES, seconds=60)
    assert words.usable(INDEXES)
    for asked in ASKED:
        wanted = looked_through(EVERYTHING, "", asked, urgent=False)
        assert [door.id for door in households_of(EVERYTHING, "", written=asked)] == wanted, asked


def built_to() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(built_to) FROM {words.STATE} WHERE built_to >= 0")
        return int(cursor.fetchone()[0])


@ONLY_SQLITE
def test_rows_keep_their_numbers_when_the_file_is_packed(tmp_path: Path) -> None:
    """What an index counts on, and SQLite does not promise: VACUUM leaves the rows of a table that has
    indexes where they are."""
    with contextlib.closing(sqlite3.connect(tmp_path / "packed.sqlite3")) as line:
        line.execute("CREATE TABLE door (origin TEXT, id TEXT, PRIMARY KEY (origin, id))")
        line.executemany("INSERT INTO door VALUES ('a', ?)", [(str(n),) for n in range(99)])
        line.execute("DELETE FROM door WHERE rowid % 3 = 0")
        line.commit()
        kept = line.execute("SELECT rowid, id FROM door").fetchall()
        line.execute("VACUUM")
        assert line.execute("SELECT rowid, id FROM door").fetchall() == kept

"""Parquet is what was meant when it is read back: kinds, unknowns, what stands beside the table."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tungngo.lib.clock import VIETNAM
from tungngo.lib.sheets import parquet
from tungngo.lib.sheets.parquet import write_parquet
from tungngo.lib.sheets.stream import Column, Kind

COLUMNS = [
    Column("Tên", 20, "full_name"),
    Column("Lúc", 14, "met_at", Kind.MOMENT),
    Column("Ngày", 14, "met_on", Kind.DAY),
    Column("Mức", 14, "level", Kind.NUMBER),
    Column("Ưu tiên", 14, "priority", Kind.TRUTH),
]
EVENING = dt.datetime(2026, 11, 22, 21, 13, 5, 250, tzinfo=VIETNAM)


def test_each_column_has_its_name_and_kind_and_the_file_says_what_it_is(tmp_path: Path) -> None:
    target = tmp_path / "x.parquet"
    rows = [
        ("=1+1 Nguyễn Thị Bưởi", EVENING, dt.date(2026, 11, 22), 4, True),
        ("", None, None, None, None),
        ("0912", EVENING.astimezone(dt.UTC), dt.date(1931, 1, 1), 0, False),
    ]
    assert write_parquet(target, COLUMNS, rows, about={"area": "Phường Tương Mai"}) == 3
    table = pq.read_table(target)
    assert [(one.name, one.type) for one in table.schema] == [
        ("full_name", pa.string()),
        ("met_at", pa.timestamp("us", tz="UTC")),
        ("met_on", pa.date32()),
        ("level", pa.int32()),
        ("priority", pa.bool_()),
    ]
    found = [tuple(one.values()) for one in table.to_pylist()]
    assert found == [rows[0], (None,) * 5, rows[2]], "texts stay texts, an empty one is unknown"
    assert found[0][1].utcoffset() == dt.timedelta(0)
    beside = pq.read_metadata(target)
    assert beside.metadata[b"area"].decode() == "Phường Tương Mai"
    assert beside.row_group(0).column(0).compression == "ZSTD"


@pytest.mark.parametrize(("rows", "groups"), [(0, []), (5, [5]), (6, [6]), (13, [6, 6, 1])])
def test_what_waits_in_memory_is_a_row_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, groups: list[int]
) -> None:
    monkeypatch.setattr(parquet, "ROWS_A_PART", 2)
    monkeypatch.setattr(parquet, "PARTS_A_GROUP", 3)
    target = tmp_path / "x.parquet"
    columns = [Column("Số", 9, "number", Kind.NUMBER)]
    assert write_parquet(target, columns, ([n] for n in range(rows))) == rows
    beside = pq.read_metadata(target)
    assert [beside.row_group(at).num_rows for at in range(beside.num_row_groups)] == groups
    assert pq.read_table(target)["number"].to_pylist() == list(range(rows))


def test_only_who_writes_a_file_brings_pyarrow_in() -> None:
    """Web processes would carry it for nothing."""
    package = Path(parquet.__file__).parents[2]
    with_it = [path for path in package.rglob("*.py") if "import pyarrow" in path.read_text()]
    assert with_it == [Path(parquet.__file__)]
    naming = [path for path in package.rglob("*.py") if "sheets.parquet" in path.read_text()]
    assert naming == [package / "settings.py"]

"""Long tables as Parquet, written as they come: for programs that go by the names and kinds of columns.

pyarrow writes it. A process that has it takes 42 MB more, so nothing imports this module: the settings
name it (PARQUET_WRITER) for whoever writes such a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from .stream import Column, Kind, Told, Value, nobody

#: Rows that become columns at a time, and such parts in a row group, which waits in memory.
ROWS_A_PART, PARTS_A_GROUP = 5_000, 20

_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.NUMBER: pa.int32(),
    Kind.DAY: pa.date32(),
    Kind.MOMENT: pa.timestamp("us", tz="UTC"),
    Kind.TRUTH: pa.bool_(),
}


def write_parquet(
    target: Path,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    told: Callable[[int], None] = nobody,
    about: Mapping[str, str] | None = None,
) -> int:
    """Write `rows` under the columns' names to a Parquet file at `target`; how many there were.

    Moments must know their time zone; an empty text is written as unknown. `about` stands in the file beside
    its schema. `told` hears how many rows there are so far.
    """
    fields = [pa.field(column.name, _TYPES[column.kind]) for column in columns]
    schema = pa.schema(fields, metadata=dict(about or {}))
    source = Told(rows, told)
    with target.open("wb") as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while not source.is_over:
            parts: list[pa.RecordBatch] = []
            while len(parts) < PARTS_A_GROUP and not source.is_over:
                parts.append(_part(schema, source.next_part(ROWS_A_PART)))
            writer.write_table(pa.Table.from_batches(parts, schema))
    return source.count


def _part(schema: pa.Schema, rows: Iterable[Sequence[Value]]) -> pa.RecordBatch:
    arrays = [
        pa.array([None if value == "" else value for value in values], field.type)
        for field, values in zip(schema, zip(*rows, strict=True), strict=True)
    ]
    return pa.record_batch(arrays, schema=schema)

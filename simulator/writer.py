"""Writing rows to `<raw>/<system>/<table>/part-*`, one block of the company at a time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from orchestration.contract import Table
from simulator.calendars import to_date
from simulator.columns import Col, to_arrow


def arrow_type(column_type: str) -> pa.DataType:
    """The Arrow type of a type name of the contract; decimal(38,12) and the like included."""
    if column_type.startswith("decimal"):
        precision, scale = column_type[8:-1].split(",")
        return pa.decimal128(int(precision), int(scale))
    return {
        "varchar": pa.string(),
        "integer": pa.int64(),
        "bigint": pa.int64(),
        "double": pa.float64(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
        "boolean": pa.bool_(),
    }[column_type]


@cache
def _columns(table: Table) -> list[tuple[str, pa.DataType]]:
    typed = [(column.name, arrow_type(column.type)) for column in table.columns]
    return [*typed, ("is_deleted", pa.bool_())]


class Sink:
    """Collects the rows of one block and writes one file per table.

    Rows whose `updated_at` lies after `end` (UTC seconds, exclusive) have not happened yet and are
    left out. `counts` holds the rows written per table, `again` those of a key written before.
    """

    def __init__(
        self, contract: dict[str, Table], raw: Path, part: str, fmt: str, end: int
    ) -> None:
        self.raw, self.part, self.fmt, self.end = raw, part, fmt, end
        self.chunks: dict[str, list[pa.Table]] = {}
        self.counts: Counter[str] = Counter()
        self.again: Counter[str] = Counter()
        self.contract = contract

    def write(
        self,
        table: str,
        columns: dict[str, Col],
        where: np.ndarray | None = None,
        *,
        again: bool | np.ndarray = False,
    ) -> None:
        """Append rows; a column of the contract that is not given is null.

        `again` tells (for all rows, or by mask) that the key was written before, in an older state.
        """
        spec = self.contract[table]
        known = columns["updated_at"].values < self.end
        if where is not None:
            known &= where
        count = int(known.sum())
        if count == 0:
            return
        self.again[table] += int((known & again).sum())
        everything = count == len(known)
        arrays, names = [], []
        for name, kind in _columns(spec):
            column = columns.get(name)
            if column is None:
                arrays.append(pa.nulls(count, kind))
            else:
                array = to_arrow(column if everything else column.take(known))
                if array.type != kind and not pa.types.is_dictionary(array.type):
                    array = array.cast(kind)
                arrays.append(array)
            names.append(name)
        unknown = set(columns) - set(names)
        if unknown:
            raise KeyError(f"{table} has no column {sorted(unknown)}")
        self.chunks.setdefault(table, []).append(pa.table(arrays, names=names))
        self.counts[table] += count

    def rows(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Append a few rows of plain Python values (date, datetime, Decimal, str, int, bool)."""
        spec = self.contract[table]
        rows = [row for row in rows if epoch(row["updated_at"]) < self.end]
        if not rows:
            return
        data = {
            name: pa.array([_exact(row.get(name), kind) for row in rows], kind)
            for name, kind in _columns(spec)
        }
        self.chunks.setdefault(table, []).append(pa.table(data))
        self.counts[table] += len(rows)
        keys = {tuple(row.get(name) for name in spec.key) for row in rows}
        self.again[table] += len(rows) - len(keys)

    def deliver_empty(self, names: list[str]) -> None:
        """Tables of which the company has no row yet are delivered with none."""
        for name in names:
            fields = [pa.field(column, kind) for column, kind in _columns(self.contract[name])]
            self.chunks[name] = [pa.schema(fields).empty_table()]
            self.counts[name] = 0

    def table(self, name: str) -> pa.Table | None:
        """The rows of a table so far, labels as text."""
        chunks = self.chunks.get(name)
        if not chunks:
            return None
        return pa.concat_tables([plain(chunk) for chunk in chunks])

    def flush(self) -> None:
        """Write what was collected and forget it."""
        for name in sorted(self.chunks):
            system, table = name.split(".")
            folder = self.raw / system / table
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{self.part}.{self.fmt}"
            write_file(self.table(name), path, self.fmt)
            self.chunks[name] = []
        self.chunks = {}


def _exact(value: Any, kind: pa.DataType) -> Any:
    if value is None or not pa.types.is_decimal(kind):
        return value
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-kind.scale))


def plain(table: pa.Table) -> pa.Table:
    """The same table with text instead of dictionaries."""
    if not any(pa.types.is_dictionary(field.type) for field in table.schema):
        return table
    fields = [
        pa.field(field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type)
        for field in table.schema
    ]
    return table.cast(pa.schema(fields))


def write_file(table: pa.Table, path: Path, fmt: str) -> None:
    """Write one Parquet or CSV file; without dictionaries and statistics it takes half the time."""
    if fmt == "csv":
        pacsv.write_csv(table, path, pacsv.WriteOptions(quoting_style="needed"))
        return
    pq.write_table(
        table,
        path,
        compression="snappy",
        row_group_size=262_144,
        use_dictionary=False,
        write_statistics=False,
        store_schema=False,
        store_decimal_as_integer=True,
    )


def epoch(moment: datetime) -> int:
    """Seconds since 1970-01-01 of a naive UTC timestamp."""
    return int(moment.replace(tzinfo=UTC).timestamp())


def at(day: int, hour: int = 12) -> datetime:
    """A naive UTC timestamp on a day number."""
    value = to_date(day)
    return datetime(value.year, value.month, value.day, hour)

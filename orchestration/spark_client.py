"""A Thrift session with the Spark cluster, and the rows of its relations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa

from orchestration.spark_processes import HOST, SparkError

_FETCH_ROWS = 50_000


@dataclass(frozen=True)
class Session:
    """An open session; statements run one after the other in it."""

    connection: object

    def run(self, statement: str) -> None:
        """Run a statement and wait for its end; raises `SparkError` with Spark's own words."""
        with self._cursor() as cursor:
            cursor.execute(statement)

    def rows(self, query: str) -> list[tuple]:
        """All rows of a query; dates as `date`, timestamps as naive `datetime` in UTC."""
        return self.table(query)[1]

    def table(self, query: str) -> tuple[list[str], list[tuple]]:
        """Column names and all rows of a query."""
        with self._cursor() as cursor:
            cursor.execute(query)
            columns = cursor.description or []
            rows = cursor.fetchall() if columns else []
        dates = [index for index, column in enumerate(columns) if column[1] == "DATE_TYPE"]
        if dates:
            rows = [_with_dates(row, dates) for row in rows]
        return [column[0] for column in columns], rows

    def types(self, relation: str) -> dict[str, str]:
        """The columns of `schema.table` with their Spark types, e.g. `decimal(18,2)`."""
        described = self.rows(f"describe table {relation}")
        types: dict[str, str] = {}
        for name, type_name, _ in described:
            if not name or name.startswith("#"):
                break
            types[name] = type_name
        return types

    @contextmanager
    def _cursor(self) -> Iterator:
        from pyhive.exc import OperationalError

        cursor = self.connection.cursor(arraysize=_FETCH_ROWS)
        try:
            yield cursor
        except OperationalError as problem:
            raise SparkError(_message_of(problem)) from None
        finally:
            cursor.close()


def _message_of(problem: Exception) -> str:
    status = getattr(problem.args[0], "status", None) if problem.args else None
    return status.errorMessage if status else str(problem)


def _with_dates(row: tuple, positions: list[int]) -> tuple:
    values = list(row)
    for index in positions:
        if values[index] is not None:
            values[index] = dt.date.fromisoformat(values[index])
    return tuple(values)


@contextmanager
def connect(port: int) -> Iterator[Session]:
    """Open a session with the Thrift server on this port of the loopback."""
    from pyhive import hive  # only Spark's requirements bring it

    connection = hive.connect(host=HOST, port=port, username="aftersales", auth="NOSASL")
    try:
        yield Session(connection)
    finally:
        connection.close()


def _arrow_type(spark_type: str) -> pa.DataType:
    if spark_type.startswith("decimal"):
        precision, scale = spark_type[len("decimal(") : -1].split(",")
        return pa.decimal128(int(precision), int(scale))
    return {
        "string": pa.string(),
        "bigint": pa.int64(),
        "int": pa.int32(),
        "double": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
    }[spark_type]


def fetch_relation(port: int, schema: str, table: str) -> pa.Table:
    """A relation as Arrow, columns in its own order and types; timestamps are UTC, without zone."""
    with connect(port) as session:
        types = session.types(f"{schema}.{table}")
        names, rows = session.table(f"select * from {schema}.{table}")
    columns = zip(*rows, strict=True) if rows else [[] for _ in names]
    arrays = [
        pa.array(list(values), type=_arrow_type(types[name]))
        for name, values in zip(names, columns, strict=True)
    ]
    return pa.table(dict(zip(names, arrays, strict=True)))

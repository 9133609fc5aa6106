"""The published DuckDB file as PostgreSQL will hold it: shapes, keys, and rows as COPY text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb

from orchestration.errors import Refusal
from orchestration.manifest import PUBLISHED_SCHEMAS, Manifest

# Changes when the same rows would be written differently, so that everything is copied anew.
_FORMAT = "1"
_BATCH_ROWS = 20_000

_TYPES = {
    "BOOLEAN": "boolean",
    "TINYINT": "smallint",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "numeric(39,0)",
    "FLOAT": "real",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIMESTAMP": "timestamp with time zone",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
}

# Keys of the relations that a build writes outside dbt; dbt's own stand in the manifest.
_WRITTEN_OUTSIDE_DBT = {
    "audit.published_relations": ("schema_name", "relation_name"),
    "audit.table_profiles": ("system", "table_name", "column_name"),
}


@dataclass(frozen=True)
class Column:
    """One column: its types in both databases and its comment ("" without one)."""

    name: str
    duckdb_type: str
    type: str
    comment: str


@dataclass(frozen=True)
class Relation:
    """One published relation; `fingerprint` is exact and does not depend on the order of rows."""

    schema: str
    name: str
    comment: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    row_count: int
    fingerprint: str

    @property
    def label(self) -> str:
        """`schema.name`, for people."""
        return f"{self.schema}.{self.name}"

    @property
    def shape(self) -> tuple:
        """What must be equal for rows to be replaced in place."""
        return tuple((column.name, column.type) for column in self.columns), self.key


def declared_keys(manifest: Manifest) -> dict[str, tuple[str, ...]]:
    """Primary keys by `schema.relation`.

    dbt declares them and DuckDB enforced them in the build's own file; the copy that is published
    bears no constraint, hence the manifest is asked.
    """
    keys = dict(_WRITTEN_OUTSIDE_DBT)
    for label, node in manifest.published_models.items():
        for constraint in node.get("constraints", []):
            if constraint["type"] == "primary_key":
                keys[label] = tuple(name.strip('"') for name in constraint["columns"])
    return keys


def read_relations(
    connection: duckdb.DuckDBPyConnection, keys: Mapping[str, tuple[str, ...]]
) -> list[Relation]:
    """Every relation of the published schemas, in order, each looked at once for its fingerprint.

    A key that does not hold in the rows (the file may come from older models) is left out. Raises
    `Refusal` for a text with a NUL character, which PostgreSQL cannot store.
    """
    # What DuckDB writes must not depend on the machine's own zone.
    connection.execute("set TimeZone = 'UTC'")
    tables = connection.execute(
        "select schema_name, table_name, coalesce(comment, '') from duckdb_tables()"
        " where database_name = current_database() and schema_name in $schemas order by all",
        {"schemas": list(PUBLISHED_SCHEMAS)},
    ).fetchall()
    return [_read(connection, *table, keys) for table in tables]


def _read(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    name: str,
    comment: str,
    keys: Mapping[str, tuple[str, ...]],
) -> Relation:
    columns = tuple(
        Column(column, duckdb_type, _postgres_type(duckdb_type), text)
        for column, duckdb_type, text in connection.execute(
            "select column_name, data_type, coalesce(comment, '') from duckdb_columns()"
            " where database_name = current_database() and schema_name = ? and table_name = ?"
            " order by column_index",
            [schema, name],
        ).fetchall()
    )
    lines = _lines(schema, name, columns)
    rows, low, high, has_nul = connection.execute(
        "select count(*), sum(md5_number_lower(line)), sum(md5_number_upper(line)),"
        f" coalesce(bool_or(instr(line, chr(0)) > 0), false) from ({lines})"
    ).fetchone()
    if has_nul:
        raise _unstorable(connection, schema, name, columns)
    key = keys.get(f"{schema}.{name}", ())
    if not _holds(connection, schema, name, columns, key):
        key = ()
    heading = ",".join(f"{column.name} {column.type}" for column in columns)
    digest = hashlib.sha256(f"{_FORMAT}|{heading}|{rows}|{low}|{high}".encode()).hexdigest()
    return Relation(schema, name, comment, columns, key, rows, digest)


def _holds(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    name: str,
    columns: tuple[Column, ...],
    key: tuple[str, ...],
) -> bool:
    if not key or not set(key) <= {column.name for column in columns}:
        return False
    names = ", ".join(_quote(part) for part in key)
    nulls = " or ".join(f"{_quote(part)} is null" for part in key)
    broken = connection.execute(
        f"select 1 from {_quote(schema)}.{_quote(name)} group by {names}"
        f" having count(*) > 1 or {nulls} limit 1"
    ).fetchone()
    return broken is None


def copy_blocks(connection: duckdb.DuckDBPyConnection, relation: Relation) -> Iterator[memoryview]:
    """The rows in PostgreSQL's COPY text format, in blocks of whole lines."""
    query = _lines(relation.schema, relation.name, relation.columns)
    for batch in connection.execute(query).to_arrow_reader(_BATCH_ROWS):
        # Each value is a line with its line feed, so the column's own buffer is the block.
        lines = batch.column(0)
        _, offsets, values = lines.buffers()
        ends = memoryview(offsets).cast("i")
        yield memoryview(values)[ends[lines.offset] : ends[lines.offset + len(lines)]]


def _lines(schema: str, name: str, columns: tuple[Column, ...]) -> str:
    fields = ", ".join(f"coalesce({_as_text(column)}, '\\N')" for column in columns)
    relation = f"{_quote(schema)}.{_quote(name)}"
    return f"select concat_ws(chr(9), {fields}) || chr(10) as line from {relation}"


def _as_text(column: Column) -> str:
    value = _quote(column.name)
    text = f"cast({value} as varchar)"
    if column.type == "text":
        # The backslash first: the other escapes bring their own.
        for character, escape in (("'\\'", "\\\\"), (9, "\\t"), (10, "\\n"), (13, "\\r")):
            sign = character if isinstance(character, str) else f"chr({character})"
            text = f"replace({text}, {sign}, '{escape}')"
    elif column.duckdb_type == "TIMESTAMP":
        # The marts' timestamps are UTC and say so in PostgreSQL.
        text = f"case when isfinite({value}) then {text} || '+00' else {text} end"
    return text


def _postgres_type(duckdb_type: str) -> str:
    decimal = re.fullmatch(r"DECIMAL\((\d+),\s*(\d+)\)", duckdb_type)
    if decimal:
        return f"numeric({decimal[1]},{decimal[2]})"
    return _TYPES.get(duckdb_type, "text")


def _unstorable(
    connection: duckdb.DuckDBPyConnection, schema: str, name: str, columns: tuple[Column, ...]
) -> Refusal:
    guilty = [
        column.name
        for column in columns
        if column.type == "text"
        and connection.execute(
            f"select 1 from {_quote(schema)}.{_quote(name)}"
            f" where instr(cast({_quote(column.name)} as varchar), chr(0)) > 0 limit 1"
        ).fetchone()
    ]
    return Refusal(
        f"{schema}.{name} holds a NUL character, which PostgreSQL cannot store.",
        [f"column {column}" for column in guilty],
        cure="mend the text in the source system, build anew, publish again.",
        stage="postgres",
    )


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

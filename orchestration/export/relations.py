"""What can be exported: relations of the published file with their columns and comments."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from orchestration.manifest import PUBLISHED_SCHEMAS


@dataclass(frozen=True)
class Column:
    """One column with DuckDB's type and its comment ("" without one)."""

    name: str
    type: str
    comment: str

    @property
    def quoted(self) -> str:
        """For SQL."""
        return quoted(self.name)


@dataclass(frozen=True)
class Relation:
    """One relation with its number of rows."""

    schema: str
    name: str
    comment: str
    columns: tuple[Column, ...]
    row_count: int

    @property
    def label(self) -> str:
        """`schema.name`, for people."""
        return f"{self.schema}.{self.name}"

    @property
    def quoted(self) -> str:
        """For SQL."""
        return f"{quoted(self.schema)}.{quoted(self.name)}"


def quoted(name: str) -> str:
    """An identifier for SQL."""
    return '"' + name.replace('"', '""') + '"'


def all_relations(connection: duckdb.DuckDBPyConnection) -> list[Relation]:
    """Every relation of the published schemas, in order."""
    columns: dict[tuple[str, str], list[Column]] = {}
    for schema, name, *column in connection.execute(
        "select schema_name, table_name, column_name, data_type, coalesce(comment, '')"
        " from duckdb_columns() where database_name = current_database()"
        " and schema_name in $schemas order by schema_name, table_name, column_index",
        {"schemas": list(PUBLISHED_SCHEMAS)},
    ).fetchall():
        columns.setdefault((schema, name), []).append(Column(*column))
    comments = {
        (schema, name): comment
        for schema, name, comment in connection.execute(
            "select schema_name, table_name, coalesce(comment, '') from duckdb_tables()"
            " where database_name = current_database()"
        ).fetchall()
    }
    return [
        Relation(
            schema,
            name,
            comments.get((schema, name), ""),
            tuple(found),
            connection.execute(f"select count(*) from {quoted(schema)}.{quoted(name)}").fetchone()[
                0
            ],
        )
        for (schema, name), found in columns.items()
    ]

"""Compares a published file with what stands in PostgreSQL, value by value."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import psycopg


def exact(value: object) -> object:
    """A value that is equal only when every bit is; the marts' timestamps are UTC."""
    if isinstance(value, float):
        return struct.pack("<d", value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    return value


def contents(cursor: object, query: str) -> list[tuple]:
    rows = cursor.execute(query).fetchall()
    return sorted((tuple(exact(v) for v in row) for row in rows), key=repr)


def relations(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for label, column in connection.execute(
        "select schema_name || '.' || table_name, column_name from duckdb_columns()"
        " where schema_name in ('marts', 'core', 'audit') order by all"
    ).fetchall():
        found.setdefault(label, []).append('"' + column + '"')
    return found


def unlike(published: Path, address: str) -> tuple[list[str], int]:
    """Relations that are not equal value by value, and how many values were compared."""
    wrong, values = [], 0
    with duckdb.connect(str(published), read_only=True) as here, psycopg.connect(address) as there:
        there.execute("set timezone = 'UTC'")
        for label, columns in relations(here).items():
            query = f"select {', '.join(columns)} from {label}"
            left = contents(here, query)
            values += len(left) * len(columns)
            if left != contents(there, query):
                wrong.append(label)
    return wrong, values

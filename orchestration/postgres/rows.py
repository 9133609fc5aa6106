"""Writing one relation: its table, its rows, its keys, indexes and comments."""

from __future__ import annotations

import duckdb
import psycopg
from psycopg import sql

from orchestration.postgres.catalog import OWN_SCHEMA, Stored, watch_rows
from orchestration.postgres.source import Relation, copy_blocks


def public_place(relation: Relation) -> sql.Identifier:
    """Where readers find it."""
    return sql.Identifier(relation.schema, relation.name)


def hidden_place(relation: Relation) -> sql.Identifier:
    """Where it lies while its shape is new; no reader may look there."""
    return sql.Identifier(OWN_SCHEMA, relation.label)


def create_table(connection: psycopg.Connection, relation: Relation, place: sql.Identifier) -> None:
    """An empty table of the relation's shape, its key still to come."""
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(column.name), sql.SQL(column.type))
        for column in relation.columns
    )
    connection.execute(sql.SQL("create table {} ({})").format(place, columns))


def replace_rows(
    connection: psycopg.Connection,
    source: duckdb.DuckDBPyConnection,
    relation: Relation,
    place: sql.Identifier,
) -> None:
    """Put the relation's rows in the place of those that are there.

    Delete and copy, never truncate: a reader whose snapshot is older still sees the old rows.
    """
    connection.execute(sql.SQL("delete from {}").format(place))
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in relation.columns)
    statement = sql.SQL("copy {} ({}) from stdin").format(place, names)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in copy_blocks(source, relation):
            copy.write(block)


def finish_table(connection: psycopg.Connection, relation: Relation, place: sql.Identifier) -> None:
    """The key and the trigger of a table that no reader has seen yet.

    A key takes an exclusive lock; that is why a table gets it here and never later.
    """
    if relation.key:
        connection.execute(
            sql.SQL("alter table {} add constraint {} primary key ({})").format(
                place,
                sql.Identifier(f"{relation.schema}_{relation.name}_pkey"),
                sql.SQL(", ").join(sql.Identifier(name) for name in relation.key),
            )
        )
    watch_rows(connection, place)


def add_indexes(
    connection: psycopg.Connection, place: sql.Identifier, columns: list[str], stored: Stored | None
) -> None:
    """Indexes that are not there yet; the lock that this takes stops writers, not readers."""
    for name in columns:
        if stored is None or name not in stored.indexed:
            connection.execute(
                sql.SQL("create index on {} ({})").format(place, sql.Identifier(name))
            )


def write_comments(
    connection: psycopg.Connection,
    relation: Relation,
    place: sql.Identifier,
    stored: Stored | None,
) -> None:
    """Comments that differ from those there; the lock that this takes stops no reader."""
    before = stored.comments if stored else {}
    if relation.comment != before.get(None, ""):
        connection.execute(
            sql.SQL("comment on table {} is {}").format(place, sql.Literal(relation.comment))
        )
    for column in relation.columns:
        if column.comment != before.get(column.name, ""):
            connection.execute(
                sql.SQL("comment on column {}.{} is {}").format(
                    place, sql.Identifier(column.name), sql.Literal(column.comment)
                )
            )

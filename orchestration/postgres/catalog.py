"""What the PostgreSQL database holds: our ledger of it, its relations and their shapes.

The schema `aftersales` is the publisher's own and no reader's: the ledger says which relations are
ours and the fingerprint of the rows in each, written in the transaction that wrote the rows. A
trigger takes the fingerprint away when anybody else changes a row, so an equal fingerprint means
equal rows and the relation need not be copied again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from orchestration.errors import Refusal
from orchestration.manifest import PUBLISHED_SCHEMAS
from orchestration.postgres.address import STAGE
from orchestration.postgres.source import Relation

OWN_SCHEMA = "aftersales"
LEDGER = sql.Identifier(OWN_SCHEMA, "stored_relations")
PUBLISHING = "aftersales.publishing"
_TRIGGER = "aftersales_rows_changed"

# Any two numbers, the same in every version: publications to one database take turns.
_LOCK = 7_358_114_201

_SET_UP = (
    f"create schema {OWN_SCHEMA}",
    f"""
    create table {OWN_SCHEMA}.stored_relations (
        schema_name text, relation_name text, fingerprint text, row_count bigint, build_id text,
        copied_at timestamp with time zone not null default now(),
        primary key (schema_name, relation_name)
    )
    """,
    f"comment on table {OWN_SCHEMA}.stored_relations is 'One row per relation that"
    " `aftersales publish` keeps here; fingerprint is null after a change by anybody else.'",
    f"""
    create function {OWN_SCHEMA}.rows_changed() returns trigger language plpgsql
    security definer set search_path = pg_catalog as $$
    begin
        if coalesce(current_setting('{PUBLISHING}', true), '') <> 'on' then
            update {OWN_SCHEMA}.stored_relations set fingerprint = null
            where schema_name = tg_table_schema and relation_name = tg_table_name;
        end if;
        return null;
    end $$
    """,
    f"revoke all on function {OWN_SCHEMA}.rows_changed() from public",
)


@dataclass
class Stored:
    """One relation as the database has it; `fingerprint` is None when nobody can vouch for it."""

    shape: tuple
    comments: dict[str | None, str] = field(default_factory=dict)
    indexed: set[str] = field(default_factory=set)
    fingerprint: str | None = None


def take_turn(connection: psycopg.Connection) -> None:
    """Hold the database for this publication until the connection ends, or refuse.

    A publisher killed a moment ago is given the time that its server process needs to notice.
    """
    try:
        with connection.transaction():
            connection.execute("set local lock_timeout = '5s'")
            connection.execute("select pg_advisory_lock(%s)", [_LOCK])
    except psycopg.errors.LockNotAvailable:
        holders = connection.execute(
            "select l.pid, a.usename from pg_locks l left join pg_stat_activity a using (pid)"
            " where l.locktype = 'advisory' and l.granted and l.objsubid = 1"
            " and (l.classid::bigint << 32) | l.objid::bigint = %s",
            [_LOCK],
        ).fetchall()
        raise Refusal(
            "Another publication to this database is under way.",
            [f"server process {pid} of user {user}" for pid, user in holders],
            cure="wait until it has ended; the newest build wins when you publish again.",
            stage=STAGE,
            passes_by_itself=True,
        ) from None


def set_up(connection: psycopg.Connection) -> None:
    """Make the publisher's own schema where it is not yet, and empty it of leftovers."""
    found = connection.execute("select to_regnamespace(%s)", [OWN_SCHEMA]).fetchone()[0]
    if found is None:
        with connection.transaction():
            for statement in _SET_UP:
                connection.execute(statement)
    leftovers = connection.execute(
        "select relname from pg_class where relnamespace = to_regnamespace(%s)"
        " and relkind = 'r' and relname <> 'stored_relations'",
        [OWN_SCHEMA],
    ).fetchall()
    for (name,) in leftovers:
        connection.execute(sql.SQL("drop table {}").format(sql.Identifier(OWN_SCHEMA, name)))


def read_stored(
    connection: psycopg.Connection, relations: list[Relation]
) -> dict[tuple[str, str], Stored]:
    """Our relations in the database by (schema, name).

    Raises `Refusal` when something that is not ours bears the name of a relation to publish.
    """
    ledger = {
        (schema, name): fingerprint
        for schema, name, fingerprint in connection.execute(
            sql.SQL("select schema_name, relation_name, fingerprint from {}").format(LEDGER)
        ).fetchall()
    }
    found = connection.execute(
        "select n.nspname, c.relname, c.oid, c.relkind::text from pg_class c"
        " join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = any(%s) and c.relkind in ('r', 'v', 'm', 'f', 'p')",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()
    wanted = {(relation.schema, relation.name) for relation in relations}
    strange = [
        f"{schema}.{name}"
        for schema, name, _, kind in found
        if (schema, name) in wanted and ((schema, name) not in ledger or kind != "r")
    ]
    if strange:
        raise Refusal(
            "The database has relations of these names that this command did not make.",
            sorted(strange),
            cure="rename or drop them, or publish to a database of its own.",
            stage=STAGE,
        )
    return {
        (schema, name): _stored(connection, oid, ledger[schema, name])
        for schema, name, oid, _ in found
        if (schema, name) in ledger
    }


def _stored(connection: psycopg.Connection, oid: int, fingerprint: str | None) -> Stored:
    columns = connection.execute(
        "select attname, format_type(atttypid, atttypmod), attnum,"
        " col_description(attrelid, attnum) from pg_attribute"
        " where attrelid = %s and attnum > 0 and not attisdropped"
        " order by attnum",
        [oid],
    ).fetchall()
    names = {number: name for name, _, number, _ in columns}
    key = connection.execute(
        "select conkey from pg_constraint where conrelid = %s and contype = 'p'", [oid]
    ).fetchone()
    firsts = connection.execute(
        "select indkey[0] from pg_index where indrelid = %s and indisvalid and not indisprimary",
        [oid],
    ).fetchall()
    comments = {name: text or "" for name, _, _, text in columns}
    comments[None] = connection.execute(
        "select coalesce(obj_description(%s, 'pg_class'), '')", [oid]
    ).fetchone()[0]
    return Stored(
        shape=(
            tuple((name, type_) for name, type_, _, _ in columns),
            tuple(names[number] for number in key[0]) if key else (),
        ),
        comments=comments,
        indexed={names[number] for (number,) in firsts if number in names},
        fingerprint=fingerprint,
    )


def watch_rows(connection: psycopg.Connection, place: sql.Identifier) -> None:
    """From now on a change of rows by anybody but a publication is noticed."""
    connection.execute(
        sql.SQL(
            "create trigger {} after insert or update or delete or truncate on {}"
            " for each statement execute function {}()"
        ).format(sql.Identifier(_TRIGGER), place, sql.Identifier(OWN_SCHEMA, "rows_changed"))
    )


def record(connection: psycopg.Connection, relation: Relation, build_id: str) -> None:
    """Write into the ledger what the relation holds, in the transaction that wrote it."""
    connection.execute(
        sql.SQL(
            "insert into {} values (%s, %s, %s, %s, %s)"
            " on conflict (schema_name, relation_name) do update set fingerprint ="
            " excluded.fingerprint, row_count = excluded.row_count, build_id = excluded.build_id,"
            " copied_at = now()"
        ).format(LEDGER),
        [relation.schema, relation.name, relation.fingerprint, relation.row_count, build_id],
    )


def forget(connection: psycopg.Connection, schema: str, name: str) -> None:
    """Take a removed relation out of the ledger."""
    connection.execute(
        sql.SQL("delete from {} where schema_name = %s and relation_name = %s").format(LEDGER),
        [schema, name],
    )

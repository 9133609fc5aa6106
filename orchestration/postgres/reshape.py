"""Relations whose shape changed: a new column, another type or key, a relation that is gone.

PostgreSQL shows a rewritten or swapped table empty to a transaction whose snapshot is older. So a
relation of a new shape is made aside, filled with the *old* rows and committed; once every older
snapshot has ended, the publication replaces the rows there as everywhere else and only then puts
the table into its place. Whoever reads through an older snapshot finds the old rows in it, with
nothing in the columns that they did not have.
"""

from __future__ import annotations

import time

import psycopg
from psycopg import sql

from orchestration.errors import Refusal
from orchestration.postgres.address import STAGE
from orchestration.postgres.catalog import OWN_SCHEMA, Stored
from orchestration.postgres.rows import create_table, hidden_place, public_place
from orchestration.postgres.source import Column, Relation

_PAUSE_SECONDS = 0.05
_PAUSE_BETWEEN_LOCKS = 0.7

# Transactions of other sessions that may hold a snapshot. A session that this user may not look
# into counts; one that is known to hold none does not.
_OPEN_TRANSACTIONS = """
    select l.virtualxid, l.pid, coalesce(a.usename, 'unknown')
    from pg_locks l join pg_stat_activity a using (pid)
    where l.locktype = 'virtualxid' and l.granted and l.mode = 'ExclusiveLock'
      and l.pid <> pg_backend_pid()
      and a.datid = (select oid from pg_database where datname = current_database())
      and (a.state is null or a.backend_xmin is not null)
"""


def carry_old_rows(
    connection: psycopg.Connection, changed: list[tuple[Relation, Stored]], patience: float
) -> None:
    """Commit the old rows in the new shape, aside, and wait until everybody could see them."""
    for relation, stored in changed:
        with connection.transaction():
            create_table(connection, relation, hidden_place(relation))
            _carry(connection, relation, stored)
    if changed:
        _wait_for_older_snapshots(connection, patience)


def _carry(connection: psycopg.Connection, relation: Relation, stored: Stored) -> None:
    before = dict(stored.shape[0])
    values = {
        column.name: _carried(connection, relation, column, before[column.name])
        for column in relation.columns
        if column.name in before
    }
    values = {name: value for name, value in values.items() if value is not None}
    if values:
        connection.execute(
            sql.SQL("insert into {} ({}) select {} from {}").format(
                hidden_place(relation),
                sql.SQL(", ").join(map(sql.Identifier, values)),
                sql.SQL(", ").join(values.values()),
                public_place(relation),
            )
        )


def _carried(
    connection: psycopg.Connection, relation: Relation, column: Column, type_before: str
) -> sql.Composable | None:
    """A column's old values as its new type; None when they do not read as that."""
    name, type_ = sql.Identifier(column.name), sql.SQL(column.type)
    if type_before == column.type:
        return name
    for template in ("{}::text::{}", "{}::{}"):
        value = sql.SQL(template).format(name, type_)
        query = sql.SQL("select count({}) from {}").format(value, public_place(relation))
        try:
            with connection.transaction():
                connection.execute(query)
            return value
        except (psycopg.DataError, psycopg.errors.CannotCoerce):
            continue
    return None


def _wait_for_older_snapshots(connection: psycopg.Connection, patience: float) -> None:
    waited_for = {row[0] for row in connection.execute(_OPEN_TRANSACTIONS).fetchall()}
    end = time.monotonic() + patience
    while waited_for:
        rows = connection.execute(_OPEN_TRANSACTIONS).fetchall()
        waited_for &= {row[0] for row in rows}
        if not waited_for:
            return
        if time.monotonic() > end:
            open_ones = [f"process {pid}, user {user}" for xid, pid, user in rows
                         if xid in waited_for]  # fmt: skip
            raise Refusal(
                "Relations change their shape, and a reader's transaction is open since before.",
                open_ones,
                cure="publish again when it has ended (select pg_terminate_backend(PROCESS) if"
                " nobody knows it); the old build stands.",
                stage=STAGE,
                passes_by_itself=True,
            )
        time.sleep(_PAUSE_SECONDS)


def hold(connection: psycopg.Connection, labels: list[tuple[str, str]], patience: float) -> None:
    """Lock what is about to go, all or nothing.

    A request that waits makes every new reader wait behind it. So it waits for a moment only (less
    than the server takes to look for deadlocks, so that no reader is ever ended for one), is given
    up, and tried again until `patience` (seconds) is over.
    """
    if not labels:
        return
    places = sql.SQL(", ").join(sql.Identifier(*pair) for pair in labels)
    end = time.monotonic() + patience
    while True:
        try:
            with connection.transaction():
                connection.execute("set local lock_timeout = '300ms'")
                connection.execute(sql.SQL("lock table {} in access exclusive mode").format(places))
                connection.execute("set local lock_timeout = '10s'")
            return
        except psycopg.errors.LockNotAvailable:
            if time.monotonic() > end:
                raise Refusal(
                    "Relations change their shape, and somebody reads them without a pause.",
                    _readers_of(connection, labels),
                    cure="publish again at a quiet time; the old build stands.",
                    stage=STAGE,
                    passes_by_itself=True,
                ) from None
        time.sleep(_PAUSE_BETWEEN_LOCKS)


def _readers_of(connection: psycopg.Connection, labels: list[tuple[str, str]]) -> list[str]:
    rows = connection.execute(
        "select distinct n.nspname || '.' || c.relname, l.pid, coalesce(a.usename, 'unknown')"
        " from pg_locks l join pg_class c on c.oid = l.relation"
        " join pg_namespace n on n.oid = c.relnamespace"
        " left join pg_stat_activity a on a.pid = l.pid"
        " where l.pid <> pg_backend_pid() and n.nspname || '.' || c.relname = any(%s) order by 1",
        [[f"{schema}.{name}" for schema, name in labels]],
    ).fetchall()
    return [f"{label}: process {pid}, user {user}" for label, pid, user in rows]


def put_in_place(connection: psycopg.Connection, relation: Relation) -> None:
    """Drop the table of the old shape, whose lock is held, and move the new one there."""
    connection.execute(sql.SQL("drop table {}").format(public_place(relation)))
    connection.execute(
        sql.SQL("alter table {} rename to {}").format(
            hidden_place(relation), sql.Identifier(relation.name)
        )
    )
    connection.execute(
        sql.SQL("alter table {} set schema {}").format(
            sql.Identifier(OWN_SCHEMA, relation.name), sql.Identifier(relation.schema)
        )
    )

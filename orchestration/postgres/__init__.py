"""Publication to PostgreSQL: the published DuckDB file, whole or not at all, without a gap.

Rows are replaced in place, in one transaction, so that a reader sees the old or the new build, in
READ COMMITTED as in REPEATABLE READ. Which nights take which locks:

- a usual night: row locks only; no reader waits, and no reader makes the publication wait;
- a new relation, index, comment or grant: locks that no reader feels;
- a relation of another shape, or one that is gone (see `reshape`): its readers wait for the last
  moment of the transaction, at most some tenths of a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb
import psycopg
from psycopg import sql

from orchestration.errors import Refusal
from orchestration.postgres import catalog, reader, reshape, rows
from orchestration.postgres.address import STAGE, Address
from orchestration.postgres.catalog import Stored
from orchestration.postgres.indexes import index_columns
from orchestration.postgres.source import Relation, declared_keys, read_relations
from orchestration.warehouse import open_published

PATIENCE_SECONDS = 30.0

Say = Callable[[str, int, float], None]


@dataclass
class Summary:
    """What a publication did; `to` bears no password."""

    build_id: str
    to: str
    relations: int = 0
    rows: int = 0
    rows_copied: int = 0
    seconds: float = 0.0
    copied: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    reshaped: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    without_key: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict:
        """The same for machines."""
        return asdict(self)


def publish_to(
    published: Path,
    address: str,
    *,
    keys: Mapping[str, tuple[str, ...]] | None = None,
    every_row: bool = False,
    patience: float = PATIENCE_SECONDS,
    say: Say | None = None,
) -> Summary:
    """Copy the published DuckDB file to the PostgreSQL database at `address`.

    `keys` are primary keys by `schema.relation`; without them dbt's manifest is asked. `every_row`
    copies relations too whose rows are known to be there. `patience` (seconds) is how long readers
    are waited for on a night that changes a relation's shape. `say` hears of each relation copied,
    with its rows and seconds. Raises `Refusal`, without the password, when nothing was published.
    """
    started = time.monotonic()
    target = Address.read(address)
    if not published.exists():
        raise Refusal(
            f"There is no published warehouse {published}.",
            cure="run `aftersales build` first, or name its folder with --warehouse.",
            stage=STAGE,
        )
    known = _keys_of_the_models() if keys is None else keys
    with open_published(published) as source, target.told_in_one_breath():
        connection = target.connect()
        try:
            catalog.take_turn(connection)
            relations = read_relations(source, known)
            summary = Summary(_build_id(source), str(target), len(relations))
            summary.rows = sum(relation.row_count for relation in relations)
            summary.without_key = [r.label for r in relations if not r.key]
            publication = _Publication(connection, source, relations, summary, patience, say)
            publication.run(every_row)
        finally:
            connection.close()
    summary.seconds = round(time.monotonic() - started, 3)
    return summary


def _keys_of_the_models() -> dict[str, tuple[str, ...]]:
    from orchestration.dbt_run import prepare_manifest
    from orchestration.manifest import Manifest

    prepare_manifest()
    return declared_keys(Manifest.load())


def _build_id(source: duckdb.DuckDBPyConnection) -> str:
    return source.execute("select max(build_id) from marts.build_info").fetchone()[0]


@dataclass
class _Publication:
    """One publication under way; the connection holds the advisory lock."""

    connection: psycopg.Connection
    source: duckdb.DuckDBPyConnection
    relations: list[Relation]
    summary: Summary
    patience: float
    say: Say | None

    def run(self, every_row: bool) -> None:
        catalog.set_up(self.connection)
        stored = catalog.read_stored(self.connection, self.relations)
        before = {relation.label: stored.get((relation.schema, relation.name))
                  for relation in self.relations}  # fmt: skip
        changed = [r for r in self.relations if (b := before[r.label]) and b.shape != r.shape]
        wanted = {(relation.schema, relation.name) for relation in self.relations}
        gone = sorted(set(stored) - wanted)
        reshape.carry_old_rows(
            self.connection, [(r, before[r.label]) for r in changed], self.patience
        )
        with self.connection.transaction():
            self._write(before, changed, gone, every_row)
        self.summary.reshaped = [relation.label for relation in changed]
        self.summary.removed = [f"{schema}.{name}" for schema, name in gone]
        self._clean_up()

    def _write(
        self,
        before: dict[str, Stored | None],
        changed: list[Relation],
        gone: list[tuple[str, str]],
        every_row: bool,
    ) -> None:
        """The one transaction of the publication."""
        self.connection.execute("select set_config(%s, 'on', true)", [catalog.PUBLISHING])
        self.summary.notes += reader.make_role(self.connection)
        reader.make_schemas(self.connection)
        for relation in self.relations:
            stored = None if relation in changed else before[relation.label]
            self._write_relation(relation, stored, relation in changed, every_row)
        leaving = [(relation.schema, relation.name) for relation in changed] + gone
        reshape.hold(self.connection, leaving, self.patience)
        for relation in changed:
            reshape.put_in_place(self.connection, relation)
        for schema, name in gone:
            self.connection.execute(sql.SQL("drop table {}").format(sql.Identifier(schema, name)))
            catalog.forget(self.connection, schema, name)
        reader.grant(self.connection)
        self.summary.notes += reader.close_own_database(self.connection)

    def _write_relation(
        self, relation: Relation, stored: Stored | None, is_changed: bool, every_row: bool
    ) -> None:
        place = rows.hidden_place(relation) if is_changed else rows.public_place(relation)
        is_new = stored is None
        if is_new or every_row or stored.fingerprint != relation.fingerprint:
            began = time.monotonic()
            if is_new and not is_changed:
                rows.create_table(self.connection, relation, place)
            rows.replace_rows(self.connection, self.source, relation, place)
            if is_new:
                rows.finish_table(self.connection, relation, place)
            catalog.record(self.connection, relation, self.summary.build_id)
            self.summary.copied.append(relation.label)
            self.summary.rows_copied += relation.row_count
            if self.say:
                self.say(relation.label, relation.row_count, time.monotonic() - began)
        else:
            self.summary.unchanged.append(relation.label)
        rows.add_indexes(self.connection, place, index_columns(relation, self.relations), stored)
        rows.write_comments(self.connection, relation, place, stored)

    def _clean_up(self) -> None:
        """Free the old rows for the next night and tell the planner of the new ones.

        Without cutting the file, because that would lock readers out for a moment. The build is
        published by now: what fails here is a note.
        """
        try:
            for label in [*self.summary.copied, "aftersales.stored_relations"]:
                place = sql.Identifier(*label.split(".", 1))
                self.connection.execute(
                    sql.SQL("vacuum (analyze, truncate false) {}").format(place)
                )
        except psycopg.Error as error:
            self.summary.notes.append(
                f"Published, but not cleaned up: {error.diag.message_primary or 'lost connection'}."
                " The server's autovacuum does it later."
            )

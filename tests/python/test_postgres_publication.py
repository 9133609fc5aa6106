"""Publication to a real PostgreSQL: every value, comment and key; the role; shapes; skipping."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import psycopg
import pytest
import synthetic_warehouse
from postgres_reader import relations, unlike
from postgres_server import ADMIN, PASSWORD, address_as, running_server
from psycopg import errors

from orchestration.errors import Refusal
from orchestration.manifest import Manifest
from orchestration.postgres import publish_to
from orchestration.postgres.indexes import LEAST_ROWS
from orchestration.postgres.source import declared_keys

SCHEMAS = ("marts", "core", "audit")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_server() as address:
        yield address


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return synthetic_warehouse.models()


@pytest.fixture
def database(server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the test's own, owned by the publisher; `aftersales_reader` is not there."""
    name = "db_" + "".join(c if c.isalnum() else "_" for c in request.node.name.lower())[:50]
    with psycopg.connect(address_as(server, ADMIN, database="postgres"), autocommit=True) as admin:
        admin.execute(f"create database {name} owner publisher")
        yield address_as(server, "publisher", database=name)
        admin.execute(f"drop database {name} with (force)")
        admin.execute("drop role if exists aftersales_reader")


def make(path: Path, *statements: str, build: str = "build-1") -> Path:
    """A published file of a few relations; it is written anew each time."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        for statement in (
            "create schema marts; create schema core; create schema audit",
            f"create table marts.build_info as select '{build}' as build_id",
            *statements,
        ):
            connection.execute(statement)
    return path


def test_every_value_comment_and_key_of_every_relation_arrives(
    database: str, manifest: Manifest, tmp_path: Path
) -> None:
    published = synthetic_warehouse.write(tmp_path / "one.duckdb", manifest, "build-1")
    summary = publish_to(published, database, keys=declared_keys(manifest))
    wrong, values = unlike(published, database)
    print(f"{summary.relations} relations, {values:,} values compared, in {summary.seconds} s")
    assert wrong == [] and values > 10_000
    keys = declared_keys(manifest)
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "select n.nspname || '.' || c.relname, obj_description(c.oid, 'pg_class'),"
            " (select array_agg(a.attname::text order by k.place) from pg_constraint p,"
            " unnest(p.conkey) with ordinality k(number, place), pg_attribute a"
            " where p.conrelid = c.oid and p.contype = 'p' and a.attrelid = c.oid"
            " and a.attnum = k.number)"
            " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind = 'r' and n.nspname = any(%s)",
            [list(SCHEMAS)],
        ).fetchall()
        columns = connection.execute(
            "select n.nspname || '.' || c.relname, a.attname, col_description(c.oid, a.attnum)"
            " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0"
            " where c.relkind = 'r' and n.nspname = any(%s)",
            [list(SCHEMAS)],
        ).fetchall()
    described = manifest.published_models
    assert {label for label, *_ in found} == {*described, "audit.published_relations"}
    for label, comment, key in found:
        assert tuple(key or ()) == keys.get(label, ()), label
        if label in described:
            assert comment == described[label]["description"]
    for label, column, comment in columns:
        if label in described:
            assert comment == described[label]["columns"][column]["description"], (label, column)


def test_types_say_what_a_bi_tool_must_know(database: str, tmp_path: Path) -> None:
    published = make(
        tmp_path / "types.duckdb",
        "create table core.fct_x as select 1::bigint as a, 2::integer as b, 1.5::decimal(28, 2)"
        " as c, 0.1::double as d, true as e, date '2026-02-28' as f,"
        " timestamp '2026-02-28 23:59:59.5' as g, '' as h, null::varchar as i,"
        " 170141183460469231731687303715884105727::hugeint as j",
    )
    publish_to(published, database, keys={})
    with psycopg.connect(database) as connection:
        connection.execute("set timezone = 'Asia/Shanghai'")
        types = connection.execute(
            "select attname, format_type(atttypid, atttypmod) from pg_attribute"
            " where attrelid = 'core.fct_x'::regclass and attnum > 0 order by attnum"
        ).fetchall()
        row = connection.execute("select g::text, h, i, j from core.fct_x").fetchone()
    assert dict(types) == {
        "a": "bigint",
        "b": "integer",
        "c": "numeric(28,2)",
        "d": "double precision",
        "e": "boolean",
        "f": "date",
        "g": "timestamp with time zone",
        "h": "text",
        "i": "text",
        "j": "numeric(39,0)",
    }
    assert row == ("2026-03-01 07:59:59.5+08", "", None, 2**127 - 1)


def test_the_reader_reads_everything_and_can_do_nothing_else(
    database: str, manifest: Manifest, tmp_path: Path
) -> None:
    published = synthetic_warehouse.write(tmp_path / "one.duckdb", manifest, "build-1", rows=5)
    summary = publish_to(published, database, keys=declared_keys(manifest))
    assert summary.notes == []
    with duckdb.connect(str(published), read_only=True) as connection:
        labels = list(relations(connection))
    admin = address_as(database, ADMIN, database=database.rpartition("/")[2])
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"create role bi_user login password '{PASSWORD}'")
        connection.execute("grant aftersales_reader to bi_user")
    try:
        attempts = _refused_to_the_reader(
            address_as(database, "bi_user", database=database.rpartition("/")[2]), labels
        )
        later = make(tmp_path / "later.duckdb", "create table marts.late as select 1 as a")
        publish_to(later, database, keys={})
        reader = address_as(database, "bi_user", database=database.rpartition("/")[2])
        with psycopg.connect(reader) as connection:
            assert connection.execute("select a from marts.late").fetchone() == (1,)
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute("drop role bi_user")
    print(f"{len(labels)} relations read, {attempts} attempts to write refused")


def _refused_to_the_reader(reader: str, labels: list[str]) -> int:
    attempts = 0
    with psycopg.connect(reader, autocommit=True) as connection:
        for label in labels:
            assert connection.execute(f"select count(*) from {label}").fetchone()[0] >= 1
            for statement in (
                f"insert into {label} select * from {label}",
                f"delete from {label}",
                f"truncate {label}",
                f"alter table {label} add column mine int",
                f"create trigger mine before insert on {label} execute function mine()",
                f"create index on {label} ((1))",
                f"drop table {label}",
            ):
                _assert_refused(connection, statement)
                attempts += 1
        for statement in (
            *(f"create table {schema}.mine (a int)" for schema in SCHEMAS),
            *(f"create view {schema}.mine as select 1" for schema in SCHEMAS),
            *(f"drop schema {schema} cascade" for schema in SCHEMAS),
            "update marts.build_info set build_id = 'mine'",
            "select * from aftersales.stored_relations",
            "create temporary table mine (a int)",
            "create table public.mine (a int)",
            "create schema mine",
            "create role mine",
        ):
            _assert_refused(connection, statement)
            attempts += 1
    return attempts


def _assert_refused(connection: psycopg.Connection, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement)


def test_a_publisher_who_may_not_create_roles_publishes_and_says_what_is_missing(
    database: str, tmp_path: Path
) -> None:
    admin = address_as(database, ADMIN, database=database.rpartition("/")[2])
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("alter role publisher nocreaterole")
        try:
            published = make(tmp_path / "one.duckdb", "create table marts.nps as select 1 as a")
            first = publish_to(published, database, keys={})
            assert first.rows == 2
            assert "create role aftersales_reader nologin" in first.notes[0]
            connection.execute("create role aftersales_reader nologin")
            assert publish_to(published, database, keys={}).notes == []
            read = connection.execute(
                "select has_table_privilege('aftersales_reader', 'marts.nps', 'select')"
            )
            assert read.fetchone() == (True,)
        finally:
            connection.execute("alter role publisher createrole")


def test_unchanged_rows_are_not_copied_and_a_change_by_hand_is_undone(
    database: str, tmp_path: Path
) -> None:
    published = make(
        tmp_path / "one.duckdb",
        "create table marts.nps as select i as a, i / 3 as b from range(100) t(i)",
        "create table core.fct_x as select 'x' as a",
    )
    assert len(publish_to(published, database, keys={}).copied) == 3
    again = publish_to(published, database, keys={})
    assert again.copied == [] and again.rows_copied == 0 and len(again.unchanged) == 3
    with psycopg.connect(database) as connection:
        connection.execute("update marts.nps set b = 0 where a = 7")
    mended = publish_to(published, database, keys={})
    assert mended.copied == ["marts.nps"]
    assert unlike(published, database)[0] == []
    with psycopg.connect(database) as connection:
        connection.execute("truncate core.fct_x")
    assert publish_to(published, database, keys={}).copied == ["core.fct_x"]
    assert len(publish_to(published, database, keys={}, every_row=True).copied) == 3
    # One bit of one double is a change.
    with duckdb.connect(str(published)) as connection:
        connection.execute("update marts.nps set b = 1.0000000000000002 where a = 3")
    assert publish_to(published, database, keys={}).copied == ["marts.nps"]
    assert unlike(published, database)[0] == []


def test_large_relations_get_the_indexes_that_filters_need(database: str, tmp_path: Path) -> None:
    def published(rows: int) -> Path:
        return make(
            tmp_path / "one.duckdb",
            "create table core.dim_units as select 'u' || i as unit_id from range(9) t(i)",
            f"create table core.fct_x as select i as x_id, 'u' || i % 9 as unit_id, 'u1' as"
            f" lender_unit_id, 'r' as region_id, i as amount from range({rows}) t(i)",
        )

    def indexed() -> set[str]:
        with psycopg.connect(database) as connection:
            rows = connection.execute(
                "select a.attname from pg_index i join pg_attribute a on a.attrelid = i.indrelid"
                " and a.attnum = i.indkey[0] where i.indrelid = 'core.fct_x'::regclass"
            )
            return {name for (name,) in rows}

    keys = {"core.dim_units": ("unit_id",), "core.fct_x": ("x_id",)}
    publish_to(published(10), database, keys=keys)
    assert indexed() == {"x_id"}
    for _ in range(2):
        publish_to(published(LEAST_ROWS), database, keys=keys)
        assert indexed() == {"x_id", "unit_id", "lender_unit_id", "region_id"}


def test_a_key_that_does_not_hold_is_left_out(database: str, tmp_path: Path) -> None:
    published = make(tmp_path / "one.duckdb", "create table marts.nps as select 1 as a, null as b")
    keys = {"marts.nps": ("b",), "marts.build_info": ("build_id",)}
    assert publish_to(published, database, keys=keys).without_key == ["marts.nps"]


def test_what_is_not_ours_is_left_alone(database: str, tmp_path: Path) -> None:
    published = make(tmp_path / "one.duckdb", "create table marts.nps as select 1 as a")
    with psycopg.connect(database) as connection:
        connection.execute("create schema marts; create table marts.nps (mine text)")
        connection.execute("create table marts.theirs (a int)")
    with pytest.raises(Refusal, match=r"did not make\.\n  - marts\.nps"):
        publish_to(published, database, keys={})
    with psycopg.connect(database) as connection:
        connection.execute("drop table marts.nps")
    publish_to(published, database, keys={})
    with psycopg.connect(database) as connection:
        assert connection.execute("select count(*) from marts.theirs").fetchone() == (0,)

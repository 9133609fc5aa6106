"""Publication: whole or not at all, described, without personal data, the same for the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from orchestration.content_hash import content_hash
from orchestration.errors import Refusal
from orchestration.manifest import Manifest
from orchestration.publish import swap, write_publication
from orchestration.warehouse import Warehouse, open_published

NPS = "select 'pumps' as product_line, 12.5::double as nps, 8::bigint as responses"


def make_build(place: Warehouse, statements: list[str]) -> None:
    place.remove_leftovers()
    with duckdb.connect(str(place.build_file)) as connection:
        for schema in ("marts", "core", "audit", "gate"):
            connection.execute(f"create schema {schema}")
        for statement in statements:
            connection.execute(statement)


def described(**models: dict[str, str]) -> Manifest:
    nodes = {
        f"model.aftersales.{name}": {
            "resource_type": "model",
            "schema": "marts",
            "alias": name,
            "description": f"One row per line of {name}.",
            "columns": {column: {"description": text} for column, text in columns.items()},
        }
        for name, columns in models.items()
    }
    return Manifest({"nodes": nodes, "sources": {}, "child_map": {}})


def publish(place: Warehouse, build_id: str, **options: bool) -> list:
    manifest = described(nps={"nps": "Promoters' share less detractors', in points."})
    relations = write_publication(place, build_id, manifest, **options)
    swap(place, build_id)
    return relations


def query(path: Path, sql: str) -> list[tuple]:
    with open_published(path) as connection:
        return connection.execute(sql).fetchall()


def read_elsewhere(path: Path, sql: str) -> str:
    """What another process, a new reader, sees."""
    code = (
        "import duckdb, sys; "
        "print(duckdb.connect(sys.argv[1], read_only=True).execute(sys.argv[2]).fetchall())"
    )
    command = [sys.executable, "-c", code, str(path), sql]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@contextmanager
def held_for_writing(path: Path) -> Iterator[None]:
    """Another process that has the file open for writing."""
    code = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True);"
        " sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(path)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline().strip() == "open"
    try:
        yield
    finally:
        process.stdin.close()
        process.wait()


@pytest.fixture
def place(tmp_path: Path) -> Warehouse:
    return Warehouse.at(tmp_path / "warehouse")


def test_a_reader_keeps_the_old_file_and_a_new_reader_sees_the_new_one(place: Warehouse) -> None:
    make_build(place, [f"create table marts.nps as {NPS}"])
    publish(place, "b1")
    with duckdb.connect(str(place.published), read_only=True) as reader:
        make_build(place, ["create table marts.nps as select 'all' as product_line, 1.0 as nps"])
        publish(place, "b2")
        assert reader.execute("select product_line from marts.nps").fetchall() == [("pumps",)]
        seen = read_elsewhere(place.published, "select product_line from marts.nps")
        assert seen == "[('all',)]"


def test_publication_goes_on_while_somebody_has_the_published_file_open_for_writing(
    place: Warehouse,
) -> None:
    make_build(place, [f"create table marts.nps as {NPS}"])
    publish(place, "b1")
    with held_for_writing(place.published):
        assert query(place.published, "select nps from marts.nps") == [(12.5,)]
        make_build(place, ["create table marts.nps as select 'all' as product_line, 1.0 as nps"])
        publish(place, "b2")
    assert query(place.published, "select product_line from marts.nps") == [("all",)]


def test_only_marts_core_and_audit_are_published_views_as_tables(place: Warehouse) -> None:
    make_build(
        place,
        [
            f"create table marts.nps as {NPS}",
            "create view core.dim_lines as select product_line from marts.nps",
            "create table gate.base_crm__customers as select 'Ann' as full_name",
        ],
    )
    publish(place, "b1")
    found = query(
        place.published, "select schema_name || '.' || table_name from duckdb_tables() order by 1"
    )
    assert found == [("audit.published_relations",), ("core.dim_lines",), ("marts.nps",)]


def test_descriptions_are_comments(place: Warehouse) -> None:
    make_build(place, [f"create table marts.nps as {NPS}"])
    publish(place, "b1")
    comments = query(
        place.published,
        "select comment from duckdb_columns() where table_name = 'nps' and column_name = 'nps'"
        " union all select comment from duckdb_tables() where table_name = 'nps'",
    )
    assert comments == [
        ("Promoters' share less detractors', in points.",),
        ("One row per line of nps.",),
    ]


def test_a_column_of_personal_data_stops_the_publication(place: Warehouse) -> None:
    make_build(place, [f"create table marts.nps as {NPS}"])
    publish(place, "b1")
    make_build(place, ["create table core.dim_customers as select 1 as id, 'Ann' as Full_Name"])
    with pytest.raises(Refusal, match="personal data") as refused:
        publish(place, "b2")
    assert refused.value.details == ["core.dim_customers.Full_Name"]
    assert query(place.published, "select nps from marts.nps") == [(12.5,)]


def test_what_a_killed_publication_leaves_is_removed_and_never_read(place: Warehouse) -> None:
    make_build(place, [f"create table marts.nps as {NPS}"])
    publish(place, "b1")
    before = place.published.read_bytes()
    write_publication(place, "b2", described())
    assert place.publication_temp("b2").exists()
    site = place.root / ".dashboard-x1.aftersales-site"
    site.mkdir()
    place.remove_leftovers()
    assert [path.name for path in place.root.glob("*.tmp*")] == []
    assert not site.exists()
    assert place.published.read_bytes() == before


def test_what_was_not_built_is_carried_over_with_its_own_build(place: Warehouse) -> None:
    make_build(
        place, [f"create table marts.nps as {NPS}", "create table core.dim as select 1 as i"]
    )
    publish(place, "b1")
    make_build(place, ["create table marts.nps as select 'all' as product_line, 1.0 as nps"])
    publish(place, "b2", carry_over=True)
    rows = query(
        place.published,
        "select relation_name, build_id, is_carried_over from audit.published_relations order by 1",
    )
    assert rows == [("dim", "b1", True), ("nps", "b2", False)]
    assert query(place.published, "select i from core.dim") == [(1,)]


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("select * from (values (1, 'a'), (2, 'b')) t(x, y)",
         "select * from (values (2, 'b'), (1, 'a')) t(x, y)", True),
        ("select * from (values (1, 'a'), (1, 'a')) t(x, y)", "select 1 as x, 'a' as y", False),
        ("select null as x, 'a' as y", "select '' as x, 'a' as y", False),
        ("select 'ab' as x, 'c' as y", "select 'a' as x, 'bc' as y", False),
        ("select 0.1::double + 0.2::double as x", "select 0.3::double as x", True),
        ("select 1.0000001::double as x", "select 1.0::double as x", False),
        ("select -0.0::double as x", "select 0.0::double as x", True),
        ("select 1 as x", "select 1 as y", False),
    ],
)  # fmt: skip
def test_content_hash(left: str, right: str, same: bool) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"create table one as {left}")
        connection.execute(f"create table two as {right}")
        hashes = [content_hash(connection, "main", name) for name in ("one", "two")]
    assert (hashes[0] == hashes[1]) is same

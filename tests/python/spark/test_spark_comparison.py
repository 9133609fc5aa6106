"""The whole project on both engines, on the same raw data, gives the same rows."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from harness import BUILD_FILE_NAME, build_raw

from dashboard.report_freeze import freeze
from orchestration.frozen_reports import figures_hash
from orchestration.spark import Cluster, register_raw
from orchestration.spark_build import build
from orchestration.spark_client import Session
from orchestration.spark_compare import Relation, compare_relations, is_same, relations_of

LAYERS = ("gate", "intermediate", "core", "marts", "audit")

# two builds, one of them on a cluster that may share two cores with other tests
pytestmark = pytest.mark.timeout(2400)


@dataclass(frozen=True)
class TwoBuilds:
    """The same snapshot built on DuckDB and on Spark."""

    duckdb_file: Path
    port: int
    manifest: Path

    def differences(self, relations: list[Relation]) -> str:
        found = compare_relations(self.duckdb_file, self.port, relations)
        return "\n".join(map(str, found))


def publish_a_quarter(reports: Path) -> None:
    """A frozen report of two figures, one of which no build has, for `value_report` to compare."""
    rows = [
        {
            "quarter_start": date(2025, 1, 1), "statement": statement, "metric": "failure_events",
            "scope_type": "company", "scope": "company", "frozen_value": 0.1, "unit": "failures",
            "numerator": 0.1, "denominator": None, "value_basis": "count",
            "evidence_grade": "measured", "frozen_at": datetime(2025, 4, 2, 3, 4, 5),
            "build_id": "earlier", "as_of_date": date(2025, 4, 1),
        }
        for statement in ("dashboard/failure_events/company/company", "dashboard/gone")
    ]  # fmt: skip
    digest = figures_hash(rows)
    rows = [{**row, "content_hash": digest} for row in rows]
    freeze(reports / "2025Q1", rows, {"en": "page"}, lambda *_: None)


def with_alarms(raw: Path, target: Path) -> Path:
    """The raw folder with an assumption by which 400 units raise alarms: two make a cluster."""
    shutil.copytree(raw, target)
    (target / "planning" / "assumptions" / "alarms.csv").write_text(
        "assumption,valid_from,value,unit,source,updated_at\n"
        "cluster_units,2020-01-01,2,units,test,2020-01-01 00:00:00\n",
        encoding="utf-8",
    )
    return target


@pytest.fixture(scope="module")
def two_builds(
    dirty_company: Path, spark_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> TwoBuilds:
    folder = tmp_path_factory.mktemp("two_builds")
    publish_a_quarter(folder / "reports")
    build_raw(with_alarms(dirty_company / "raw", folder / "raw"), folder).close()
    register_raw(spark_cluster.port, folder / "snapshot")
    build(spark_cluster.port, folder / "spark")
    return TwoBuilds(
        folder / "build" / BUILD_FILE_NAME,
        spark_cluster.port,
        folder / "spark" / "manifest.json",
    )


@pytest.mark.parametrize("layer", LAYERS)
def test_every_relation_of_a_layer_is_equal(layer: str, two_builds: TwoBuilds) -> None:
    relations = relations_of(two_builds.manifest, [layer])
    assert relations
    assert two_builds.differences(relations) == ""


@pytest.mark.parametrize("layer", ["core", "marts", "audit"])
def test_no_compared_relation_is_empty(layer: str, two_builds: TwoBuilds) -> None:
    """Two empty relations are equal, and prove nothing."""
    with duckdb.connect(str(two_builds.duckdb_file), read_only=True) as connection:
        empty = [
            str(relation)
            for relation in relations_of(two_builds.manifest, [layer])
            if connection.execute(f"select count(*) from {relation}").fetchone() == (0,)
        ]
    assert empty == []


@pytest.mark.parametrize("layer", ["core", "marts", "audit"])
def test_every_compared_relation_has_a_primary_key(layer: str, two_builds: TwoBuilds) -> None:
    relations = relations_of(two_builds.manifest, [layer])
    assert [str(relation) for relation in relations if not relation.key] == []


@pytest.fixture
def pair(tmp_path: Path, spark: Session, spark_cluster: Cluster):
    """Compares one table made by DuckDB's first query and Spark's second."""

    def compare(here: str, there: str, key: tuple[str, ...] = ()) -> list[tuple]:
        file = tmp_path / "pair.duckdb"
        file.unlink(missing_ok=True)
        with duckdb.connect(str(file)) as connection:
            connection.execute(f"create schema pairs; create table pairs.pair as {here}")
        spark.run("create database if not exists pairs")
        spark.run("drop table if exists pairs.pair")
        spark.run(f"create table pairs.pair as {there}")
        relation = Relation("pairs", "pair", key)
        found = compare_relations(file, spark_cluster.port, [relation])
        return [(one.key, one.column, one.on_duckdb, one.on_spark) for one in found]

    return compare


EQUAL = """
    select cast('a' as string) as name, cast(1 as bigint) as id, cast(2 as integer) as small,
        cast(1.5 as decimal(18, 2)) as amount, cast(0.1 as double) as ratio,
        cast('2024-02-29' as date) as day, cast('1900-01-01 00:00:00.000001' as timestamp) as at,
        true as is_so, cast(null as date) as never
"""


def test_equal_rows_of_every_type_are_equal(pair) -> None:
    assert pair(EQUAL, EQUAL, ("id",)) == []
    assert pair(EQUAL, EQUAL) == []


@pytest.mark.parametrize(
    ("column", "value", "seen"),
    [
        ("name", "cast('A' as string)", "'A'"),
        ("amount", "cast(1.51 as decimal(18, 2))", "Decimal('1.51')"),
        ("ratio", "cast(0.1000000002 as double)", "0.1000000002"),
        ("day", "cast('2024-03-01' as date)", "datetime.date(2024, 3, 1)"),
        ("is_so", "cast(null as boolean)", "None"),
        ("at", "cast('1900-01-01 00:00:00.000002' as timestamp)",
         "datetime.datetime(1900, 1, 1, 0, 0, 0, 2)"),
    ],
)  # fmt: skip
def test_a_differing_value_is_named_with_its_key(pair, column, value, seen) -> None:
    names = ["name", "id", "small", "amount", "ratio", "day", "at", "is_so", "never"]
    chosen = ", ".join(f"{value} as {name}" if name == column else name for name in names)
    ((key, name, _, on_spark),) = pair(EQUAL, f"select {chosen} from ({EQUAL})", ("id",))
    assert (key, name, repr(on_spark)) == ((1,), column, seen)


def test_a_missing_and_a_doubled_row_are_told(pair) -> None:
    here = "select cast(id as bigint) as id from (values (1), (2), (2)) as numbers (id)"
    there = "select cast(id as bigint) as id from (values (2), (3)) as numbers (id)"
    assert pair(here, there) == [
        ((1,), "*", "1 rows", "0 rows"),
        ((2,), "*", "2 rows", "1 rows"),
        ((3,), "*", "0 rows", "1 rows"),
    ]


def test_differing_types_and_orders_of_columns_are_told(pair) -> None:
    assert pair("select cast(1 as integer) as id", "select cast(1 as bigint) as id") == [
        (("type",), "id", "int", "bigint")
    ]
    here, there = "select true as a, true as b", "select true as b, true as a"
    assert pair(here, there) == [(("order",), "*", ["a", "b"], ["b", "a"])]


def test_doubles_agree_to_a_billionth_and_nothing_else_is_rounded() -> None:
    assert is_same(1e12, 1e12 * (1 + 9e-10))
    assert not is_same(1e12, 1e12 * (1 + 2e-9))
    assert is_same(float("nan"), float("nan"))
    assert not is_same(0.0, 1e-300)
    assert not is_same(0.0, None)
    assert not is_same("", None)
    assert not is_same(1, 1.0)
    assert not is_same(1, True)

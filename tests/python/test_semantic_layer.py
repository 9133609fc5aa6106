"""MetricFlow answers as the marts do: every figure of the semantic layer beside its mart.

`mf query` runs in one process of its own over the published file of a small company. Left to
other tests: whether the marts themselves are right.
"""

from __future__ import annotations

import csv
import json
import math
import shutil
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from harness import BUILD_FILE_NAME, PROJECT_DIR
from semantic_cases import CASES

from orchestration.dbt_run import SEMANTIC_MANIFEST_FILE, prepare_manifest

HEADLINE_MARTS = (
    "warranty_cost_ratio", "top_failure_parts", "lifecycle_cost", "nps", "referral_value_summary",
    "aftersales_value_dashboard",
)  # fmt: skip

# many queries, one start: the command line of `mf` is called once per list of arguments
DRIVER = """
import json, sys
from orchestration.semantic import prepare, run
from orchestration.warehouse import Warehouse
prepare(Warehouse.at(sys.argv[1]))
for arguments in json.load(sys.stdin):
    run(arguments)
"""


@pytest.fixture(scope="module")
def warehouse(built_company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("semantic")
    shutil.copyfile(built_company / "build" / BUILD_FILE_NAME, folder / "aftersales.duckdb")
    return folder


@pytest.fixture(scope="module")
def answers(warehouse: Path) -> dict[str, list[list[str]]]:
    """Rows that `mf query` wrote, by case."""
    files = {name: warehouse / f"answer_{number}.csv" for number, name in enumerate(CASES)}
    commands = []
    for name, case in CASES.items():
        grouped = ["--group-by", case.group_by] if case.group_by else []
        asked = ["query", "--metrics", ",".join(case.metrics), *grouped]
        commands.append([*asked, "--quiet", "--csv", str(files[name])])
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(warehouse)],
        input=json.dumps(commands), text=True, capture_output=True, cwd=PROJECT_DIR, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    found = {}
    for name, file in files.items():
        with file.open(encoding="utf-8", newline="") as lines:
            columns = [*filter(None, CASES[name].group_by.split(",")), *CASES[name].metrics]
            found[name] = [[row[column] for column in columns] for row in csv.DictReader(lines)]
    return found


def key_of(values: list[object]) -> tuple[str, ...]:
    """Keys as both sides write them: a midnight is a day."""
    return tuple(
        value.isoformat()[:10] if isinstance(value, date | datetime) else str(value)[:10]
        if str(value)[10:] in (" 00:00:00", "T00:00:00") else str(value)
        for value in values
    )  # fmt: skip


def number_of(value: object) -> float | None:
    if value is None or value == "":
        return None
    return float(value) if isinstance(value, str | Decimal) else value


def same(left: float | None, right: float | None) -> bool:
    if left is None or right is None:
        return left is right
    return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize("name", list(CASES))
def test_metricflow_says_what_the_mart_says(
    name: str, warehouse: Path, answers: dict[str, list[list[str]]]
) -> None:
    case = CASES[name]
    keys = len(case.group_by.split(",")) if case.group_by else 0
    with duckdb.connect(str(warehouse / "aftersales.duckdb"), read_only=True) as connection:
        rows = [list(row) for row in connection.execute(case.sql).fetchall()]
    mart = {key_of(row[:keys]): [number_of(value) for value in row[keys:]] for row in rows}
    asked = {
        key_of(row[:keys]): [number_of(value) for value in row[keys:]] for row in answers[name]
    }
    if case.skips_empty:
        mart = {key: figures for key, figures in mart.items() if key in asked or any(figures)}
    assert mart and len(mart) >= len(asked)
    assert asked.keys() == mart.keys()
    wrong = [
        f"{key} {metric}: {figure} in MetricFlow, {expected} in the mart"
        for key, figures in asked.items()
        for metric, figure, expected in zip(case.metrics, figures, mart[key], strict=True)
        if not same(figure, expected)
    ]
    assert not wrong


@pytest.fixture(scope="module")
def semantic_manifest() -> dict:
    prepare_manifest()
    return json.loads(SEMANTIC_MANIFEST_FILE.read_text(encoding="utf-8"))


def test_every_headline_mart_has_a_semantic_model(semantic_manifest: dict) -> None:
    read = {model["node_relation"]["alias"] for model in semantic_manifest["semantic_models"]}
    assert read == set(HEADLINE_MARTS)


def test_no_ratio_is_averaged_or_added(semantic_manifest: dict) -> None:
    """Ratios come of metrics; a measure adds amounts and counts, or tells the highest row."""
    measures = [m for model in semantic_manifest["semantic_models"] for m in model["measures"]]
    assert {measure["agg"] for measure in measures} == {"sum", "max"}
    summed = " ".join(str(m["expr"] or m["name"]) for m in measures if m["agg"] == "sum")
    with_ratio = ("rate", "cost_per_unit", "nps,", "_cac", "benchmark", '"value"')
    assert not [word for word in with_ratio if f"{word} " in f"{summed} "]


def test_everything_is_described_and_bears_the_name_of_the_catalogue(
    semantic_manifest: dict,
) -> None:
    things = [
        thing
        for model in semantic_manifest["semantic_models"]
        for thing in [model, *model["measures"], *model["dimensions"]]
    ]
    assert not [t["name"] for t in [*things, *semantic_manifest["metrics"]] if not t["description"]]
    with (PROJECT_DIR / "seeds" / "metric_definitions.csv").open(encoding="utf-8") as lines:
        names = {row["metric"]: row["name_en"] for row in csv.DictReader(lines)}
    labels = {m["name"]: m["label"] for m in semantic_manifest["metrics"] if m["name"] in names}
    assert labels == {name: names[name] for name in labels}
    # one has quarters that nobody knows, which a sum would pass over; the others stand in no
    # headline mart
    assert names.keys() - labels.keys() == {
        "referred_assumed_value_amount", "warranty_reserve_closing_amount",
        "warranty_accrual_amount", "warranty_claims_settled_amount", "supplier_recovery_rate",
        "quality_failure_cost_amount", "effective_engineering_feedback", "quality_cycle_days",
        "emerging_issue_alarms",
    }  # fmt: skip

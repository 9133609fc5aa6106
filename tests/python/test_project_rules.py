"""Rules of the house, read off dbt's manifest and the files: each says what is wrong and where."""

from __future__ import annotations

import json
import re
import statistics
from collections import Counter
from pathlib import Path

import pytest
from harness import PROJECT_DIR, manifest_runner, session_target

LAYERS = ["gate", "staging", "intermediate", "core", "marts", "audit"]
# What a model of a layer may read; gate and staging read each other by design (parents, rates).
READS = {
    "gate": {"source", "gate", "staging", "seeds"},
    "staging": {"source", "gate", "staging"},
    "intermediate": {"gate", "staging", "intermediate", "core", "marts", "seeds"},
    "core": {"gate", "staging", "intermediate", "core", "seeds"},
    "marts": {"intermediate", "core", "marts", "seeds"},
    "audit": {"source", "gate", "staging", "intermediate", "core", "marts", "audit", "seeds"},
}
CONTRACTED = ("staging", "core", "marts", "audit")


@pytest.fixture(scope="module")
def manifest() -> dict:
    target = session_target()
    manifest_runner(target)
    return json.loads((target / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def models(manifest: dict) -> dict[str, dict]:
    return {n["name"]: n for n in manifest["nodes"].values() if n["resource_type"] == "model"}


def layer_of(node: dict) -> str:
    return "seeds" if node["resource_type"] == "seed" else node["fqn"][1]


def count_tests(manifest: dict) -> Counter:
    counts: Counter = Counter()
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test":
            counts.update({name.split(".")[2] for name in node["depends_on"]["nodes"]})
    for unit in manifest["unit_tests"].values():
        counts.update([unit["model"]])
    return counts


def test_data_flows_one_way(manifest: dict, models: dict) -> None:
    wrong = []
    for model in models.values():
        for parent in model["depends_on"]["nodes"]:
            kind = "source" if parent.startswith("source.") else layer_of(manifest["nodes"][parent])
            if kind not in READS[layer_of(model)]:
                wrong.append(f"{model['name']} reads {parent}")
    assert not wrong


def test_every_model_and_column_is_described(models: dict) -> None:
    wrong = [name for name, model in models.items() if not model["description"].strip()]
    wrong += [
        f"{name}.{column['name']}"
        for name, model in models.items()
        for column in model["columns"].values()
        if not column["description"].strip()
    ]
    assert not wrong


def test_descriptions_say_more_than_the_name(models: dict) -> None:
    wrong = []
    for name, model in models.items():
        for column in model["columns"].values():
            words = re.sub(r"[^a-z ]", "", column["description"].lower()).split()
            told = [word for word in words if word not in ("the", "a", "an", "of", "this")]
            if told == column["name"].lower().split("_"):
                wrong.append(f"{name}.{column['name']}: {column['description']}")
    # Names that say it all in the source's own words stand in the contract, not here.
    assert not [item for item in wrong if not item.startswith(("stg_", "base_"))]


def test_descriptions_open_with_the_grain(models: dict) -> None:
    wrong = [
        name
        for name, model in models.items()
        if not model["description"].startswith(("One row per ", "One row: "))
        and layer_of(model) not in ("staging",)
    ]
    assert not wrong


def test_contracts_are_enforced_with_precision(models: dict) -> None:
    wrong = []
    for name, model in models.items():
        if layer_of(model) not in CONTRACTED:
            continue
        if not model["config"]["contract"]["enforced"]:
            wrong.append(f"{name}: contract not enforced")
        wrong += [
            f"{name}.{column['name']}: {column['data_type']}"
            for column in model["columns"].values()
            if not column["data_type"] or column["data_type"].strip() == "decimal"
        ]
    assert not wrong


def test_core_and_marts_bear_their_grain_as_primary_key(models: dict) -> None:
    wrong = []
    for name, model in models.items():
        if layer_of(model) not in ("core", "marts"):
            continue
        # a reserved word, such as `window`, is quoted in the constraint
        keys = [
            [column.strip('"') for column in c["columns"]]
            for c in model["constraints"]
            if c["type"] == "primary_key"
        ]
        if keys != [model["config"]["meta"].get("grain")]:
            wrong.append(f"{name}: primary key {keys}, grain {model['config']['meta']}")
    assert not wrong


def test_every_mart_has_six_tests(manifest: dict, models: dict) -> None:
    counts = count_tests(manifest)
    wrong = {
        name: counts[name]
        for name, model in models.items()
        if layer_of(model) == "marts" and counts[name] < 6
    }
    assert not wrong


def test_every_headline_mart_has_two_unit_tests(manifest: dict, models: dict) -> None:
    counts = Counter(unit["model"] for unit in manifest["unit_tests"].values())
    headline = [
        "warranty_cost_ratio", "warranty_cost_ratio_yearly", "top_failure_parts", "lifecycle_cost",
        "nps", "referral_value", "referral_value_summary", "service_case_value",
        "cost_reconciliation", "aftersales_value_dashboard",
    ]  # fmt: skip
    assert not {name: counts[name] for name in headline if counts[name] < 2}


def test_names_follow_the_layer(models: dict) -> None:
    prefixes = {
        "gate": ("base_", "gate_"),
        "staging": ("stg_",),
        "intermediate": ("int_",),
        "core": ("dim_", "fct_"),
    }
    wrong = [
        name
        for name, model in models.items()
        if not name.startswith(prefixes.get(layer_of(model), ("",)))
    ]
    wrong += [
        name
        for name, model in models.items()
        if layer_of(model) == "marts" and name.startswith(("mart_", "dim_", "fct_", "int_"))
    ]
    assert not wrong


def model_files() -> list[Path]:
    return sorted((PROJECT_DIR / "models").rglob("*.sql"))


def test_models_are_short() -> None:
    lines = {path.stem: path.read_text("utf-8").splitlines() for path in model_files()}
    assert not {name: len(text) for name, text in lines.items() if len(text) > 200}
    # blank lines say nothing: house style sets four of them around every import
    assert statistics.median(sum(map(bool, text)) for text in lines.values()) <= 40


def test_models_end_in_their_final_cte_and_select_no_other_star() -> None:
    wrong = []
    for path in model_files():
        if path.parent.name == "gate" and path.stem.startswith("base_"):
            continue
        sql = path.read_text("utf-8")
        end = "renamed" if path.stem.startswith("stg_") else "final"
        if sql.rstrip().splitlines()[-1] != f"select * from {end}":
            wrong.append(f"{path.stem}: does not end in select * from {end}")
        stars = re.findall(r"select \*\s+from\s+(\S+ \S+)", sql)
        wrong += [f"{path.stem}: select * from {s}" for s in stars if not s.startswith("{{ ")]
        if re.search(r"join \{\{", sql):
            wrong.append(f"{path.stem}: ref inside a join")
    assert not wrong


def test_control_flow_is_rare_in_models() -> None:
    files = model_files()
    flow = [path.stem for path in files if "{%" in path.read_text("utf-8")]
    assert len(flow) < 0.05 * len(files), flow


def test_every_macro_is_used() -> None:
    folders = ["macros", "models", "tests/singular"]
    text = "\n".join(
        path.read_text("utf-8") for name in folders for path in (PROJECT_DIR / name).rglob("*.sql")
    )
    called_by_dbt = re.compile(r"spark__|default__|generate_schema_name")
    unused = [
        name
        for name in re.findall(r"macro (\w+)\(", text)
        if not called_by_dbt.match(name)
        and not re.search(rf"(?<!macro )\b{name}\(|dispatch\('{name}'", text)
    ]
    assert not unused


def test_python_files_are_short() -> None:
    folders = ["orchestration", "simulator", "dashboard", "benchmarks", "tests"]
    lengths = {
        str(path.relative_to(PROJECT_DIR)): len(path.read_text("utf-8").splitlines())
        for folder in folders
        for path in (PROJECT_DIR / folder).rglob("*.py")
    }
    assert not {name: length for name, length in lengths.items() if length > 400}

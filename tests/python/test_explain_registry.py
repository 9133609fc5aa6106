"""Where the rows are is told for every component, and asked of the right raw tables."""

from __future__ import annotations

import re

import duckdb
import pytest
from explain_company import COMPONENTS, METRICS, SPECIAL
from harness import PROJECT_DIR

from orchestration.contract import load_contract
from orchestration.errors import Refusal
from orchestration.explain.registry import load_components, parts_of
from orchestration.explain.request import suggest


def test_every_component_has_an_entry_and_every_entry_a_metric() -> None:
    used = {row["component"] for row in COMPONENTS}
    special = [part for m in SPECIAL for part in parts_of(m, None, None)]
    assert {m for m in METRICS if m not in {row["metric"] for row in COMPONENTS}} == {*SPECIAL}
    assert set(load_components()) == used | {part.component.name for part in special}
    with pytest.raises(Refusal, match="new_component"):
        parts_of("new_metric", "1 x new_component", None)


def test_rows_bear_the_whole_key_of_their_raw_table() -> None:
    contract = load_contract()
    for component in load_components().values():
        if not component.source.startswith("="):
            missing = set(contract[component.source].key) - set(component.keys)
            assert not missing, component.name


def available(model: str, connection: duckdb.DuckDBPyConnection) -> dict[str, bool]:
    path = PROJECT_DIR / "models/intermediate/dashboard" / f"{model}.sql"
    sql = re.sub(r"\{\{ ref\('(\w+)'\) \}\}", r"\1", path.read_text("utf-8"))
    return dict(connection.execute(sql).fetchall())


def test_an_absent_table_is_asked_for_where_the_models_ask_for_it() -> None:
    tables = sorted(load_contract())
    absent = [{table} for table in tables] + [{"crm.sales", "finance.company_revenue"}, set()]
    for gone in absent:
        delivered = set(tables) - gone
        with duckdb.connect() as connection:
            flags = ", ".join(
                f"{table in delivered} as has_{table.replace('.', '__')}" for table in tables
            )
            connection.execute(f"create table int_tables_delivered as select {flags}")
            seed_file = PROJECT_DIR / "seeds" / "metric_components.csv"
            connection.execute(f"create table metric_components as from '{seed_file}'")
            components = available("int_components_available", connection)
            connection.execute("create table int_components_available (component text, is_available"
                               " bool)")  # fmt: skip
            connection.executemany(
                "insert into int_components_available values (?, ?)", list(components.items())
            )
            metrics = available("int_metrics_available", connection)
        for name, is_available in components.items():
            assert (not load_components()[name].missing(delivered)) is is_available, (name, gone)
        for metric in SPECIAL:
            missing = [p.component.missing(delivered) for p in parts_of(metric, None, None)]
            assert (not any(missing)) is metrics[metric], (metric, gone)


def test_suggestions_are_near_or_hold_the_word() -> None:
    assert suggest("goodwil", ["goodwill_amount", "failures"]) == ["goodwill_amount"]
    assert suggest("R-EST", ["R-EAST", "R-WEST", "unknown"])[:2] == ["R-WEST", "R-EAST"]
    assert suggest("zzz", ["R-EAST"]) == []

"""Superset shows what stands in the marts, on the DuckDB file and on PostgreSQL."""

from __future__ import annotations

import pytest
from published import Company, differences, from_json
from superset_client import Client

HEADLINE_MARTS = [
    "warranty_cost_ratio",
    "warranty_cost_ratio_yearly",
    "top_failure_parts",
    "lifecycle_cost",
    "nps",
    "referral_value_summary",
    "aftersales_value_dashboard",
]


@pytest.mark.parametrize("mart", HEADLINE_MARTS)
def test_every_row_equals_the_mart(
    mart: str, client: Client, database: int, warehouse: Company
) -> None:
    kinds = warehouse.columns(mart)
    rows = client.rows(client.dataset(database, mart), list(kinds))
    found = [tuple(from_json(row[name], kind) for name, kind in kinds.items()) for row in rows]
    expected = warehouse.ask(f"from marts.{mart}")
    assert len(expected) > 4
    assert differences(expected, found) == []


def test_columns_bear_the_marts_descriptions(
    client: Client, database: int, warehouse: Company
) -> None:
    expected = dict(
        warehouse.ask(
            "select column_name, comment from duckdb_columns()"
            " where schema_name = 'marts' and table_name = 'nps'"
        )
    )
    columns = client.dataset(database, "nps")["columns"]
    assert {column["column_name"]: column["description"] for column in columns} == expected
    assert all(expected.values())


def test_a_chinese_value_filters(client: Client, database: int, warehouse: Company) -> None:
    names = warehouse.ask("select metric, name_zh from marts.metric_catalogue order by metric")
    assert any("成本" in name for _, name in names)
    catalogue = client.dataset(database, "metric_catalogue")
    for metric, name in names[:3]:
        rows = client.rows(
            catalogue, ["metric", "name_zh"], [{"col": "name_zh", "op": "==", "val": name}]
        )
        assert rows == [{"metric": metric, "name_zh": name}]
    found = client.rows(catalogue, ["metric"], [{"col": "name_zh", "op": "LIKE", "val": "%成本%"}])
    expected = [metric for metric, name in names if "成本" in name]
    assert sorted(row["metric"] for row in found) == expected

"""The dashboard kept in bi/superset imports, and each of its charts shows its mart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import superset_bundle
import yaml
from published import Company, differences, from_json
from superset_client import Client

SCORE = (
    "select period_start, value from marts.aftersales_value_dashboard"
    " where metric = '{}' and period = 'quarter' and scope_type = 'company'"
)
FAILING = "from marts.top_failure_parts where product_line = 'all' and \"window\" = '12m'"

# What each chart must show, said over the mart without Superset's help.
CHARTS = {
    "After-sales cost": SCORE.format("after_sales_cost_amount"),
    "Warranty cost per revenue, net": SCORE.format("warranty_cost_ratio_net"),
    "NPS, relationship": SCORE.format("nps_relationship"),
    "Profit of referred sales": SCORE.format("referred_profit_amount"),
    "Warranty cost per revenue by product line, last 12 months": (
        "select month_start, product_line, trailing_12m_ratio_net from marts.warranty_cost_ratio"
        " where product_line <> 'unknown'"
    ),
    "Warranty cost by year and product line": (
        "select year_start, product_line, is_complete, revenue_amount, warranty_cost_net_amount,"
        " warranty_cost_ratio_net, accrual_ratio from marts.warranty_cost_ratio_yearly"
    ),
    "Parts that fail most, last 12 months": (
        f"select part_name, sum(failure_events) {FAILING} and rank_by_count <= 10 group by all"
    ),
    "Failing parts: rate, interval and cost, last 12 months": (
        "select rank_by_count, part_no, part_name, failure_events, failures_per_1000_unit_months,"
        f" lower_95, upper_95, replacement_cost_amount, has_low_n {FAILING}"
        " and rank_by_count <= 10"
    ),
    "Cost of a unit by year in service": (
        "select year_in_service, product_line,"
        " cast(sum(total_amount) as double) / nullif(sum(unit_years_at_risk), 0)"
        " from marts.lifecycle_cost group by all"
    ),
    "NPS by quarter and survey": (
        "select quarter_start, survey_type, nps from marts.nps where product_line = 'all'"
        " and not has_low_n"
    ),
    "Profit of referred sales by the referrer's answer": (
        "select quarter_start, referrer_nps_category, profit_amount"
        " from marts.referral_value_summary where referrer_nps_category <> 'all'"
    ),
    "What each figure means": (
        "select metric, name_en, name_zh, unit, evidence_grade, owner, definition_en,"
        " definition_zh from marts.metric_catalogue"
    ),
}


def test_every_chart_is_there(imported: dict[str, dict]) -> None:
    assert sorted(imported) == sorted(CHARTS)


def test_charts_on_postgresql_show_the_marts(
    imported: dict[str, dict], client: Client, warehouse: Company
) -> None:
    assert _wrong_charts(imported, client, warehouse) == {}


def test_charts_on_duckdb_show_the_marts(
    imported: dict[str, dict], client: Client, warehouse: Company
) -> None:
    """The same dashboard, its database connection pointed at the published file."""
    found = client.ask("GET", "database/?q=(page_size:100)")["result"]
    (database,) = [entry["id"] for entry in found if entry["database_name"] == "aftersales"]
    address = superset_bundle.superset_address(str(warehouse.file))
    client.ask("PUT", f"database/{database}", json={"sqlalchemy_uri": address})
    assert _wrong_charts(imported, client, warehouse) == {}


def test_columns_of_the_definition_are_the_marts(warehouse: Company) -> None:
    paths = list((superset_bundle.DEFINITION / "datasets").rglob("*.yaml"))
    assert len(paths) == 8
    for path in paths:
        columns = yaml.safe_load(path.read_text(encoding="utf-8"))["columns"]
        listed = {c["column_name"]: c["type"].replace(", ", ",") for c in columns}
        # a column that the mart got since is no harm: Superset's "sync columns" brings it
        assert listed.items() <= warehouse.columns(path.stem).items(), path.name


def test_the_stored_query_asks_for_what_the_chart_draws() -> None:
    """`query_context` serves the API and reports, `params` the browser: both say the same."""
    for path in (superset_bundle.DEFINITION / "charts").glob("*.yaml"):
        chart = yaml.safe_load(path.read_text(encoding="utf-8"))
        params, (query,) = chart["params"], json.loads(chart["query_context"])["queries"]
        drawn = params.get("all_columns") or [params["x_axis"], *params.get("groupby", [])]
        asked = [c if isinstance(c, str) else c["sqlExpression"] for c in query["columns"]]
        assert asked == drawn, path.name
        assert (query["metrics"] or []) == params.get("metrics", _single(params)), path.name
        filters = [(f["subject"], f["operator"], f["comparator"]) for f in params["adhoc_filters"]]
        assert [(f["col"], f["op"], f["val"]) for f in query["filters"]] == filters, path.name


def test_the_definition_names_no_place_and_no_secret() -> None:
    text = "".join(
        path.read_text(encoding="utf-8") for path in superset_bundle.DEFINITION.rglob("*.yaml")
    )
    assert "sqlalchemy_uri" not in text
    assert "://" not in text
    assert "password" not in text


def test_the_bundle_keeps_no_password_and_repeats_none(tmp_path: Path) -> None:
    masked = superset_bundle.superset_address("postgresql://u:s3cret@db.example:5432/bi?a=b")
    mask = superset_bundle.PASSWORD_MASK
    assert masked == f"postgresql+psycopg2://u:{mask}@db.example:5432/bi?a=b"
    for wrong in ("mysql://u:s3cret@h/d", "postgresql://h/d", str(tmp_path / "none.duckdb")):
        with pytest.raises(ValueError, match=r"give a|needs a user|no published") as refusal:
            superset_bundle.superset_address(wrong)
        assert "s3cret" not in str(refusal.value)


def _single(params: dict) -> list:
    return [params["metric"]] if "metric" in params else []


def _wrong_charts(
    charts: dict[str, dict], client: Client, warehouse: Company
) -> dict[str, list[str]]:
    """The charts whose data are not those of the marts, with what differs."""
    wrong, empty = {}, []
    for name, query in CHARTS.items():
        kinds = list(warehouse.kinds(query).values())
        result = client.ask("GET", f"chart/{charts[name]['id']}/data/")["result"][0]
        found = [
            tuple(
                from_json(row[column], kind)
                for column, kind in zip(result["colnames"], kinds, strict=True)
            )
            for row in result["data"]
        ]
        expected = warehouse.ask(query)
        if not expected:
            empty.append(name)
        if differing := differences(expected, found):
            wrong[name] = differing[:3]
    # a company this small has no quarter with answers enough for an NPS
    assert set(empty) <= {"NPS by quarter and survey"}
    return wrong

"""A company starts with what it has: any subset builds, and says what is missing."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from harness import build_raw, records, relations

SUBSETS = {
    "tickets": ["service.tickets"],
    "surveys": ["crm.survey_responses"],
    "claims": ["warranty.products", "warranty.units", "warranty.claims", "warranty.claim_lines"],
}
# Marts that must bear rows, and marts whose main figure must be null or absent.
SERVED = {
    "tickets": ["metric_catalogue", "build_info", "aftersales_value_dashboard"],
    "surveys": ["nps"],
    "claims": ["warranty_cost_ratio", "top_failure_parts", "lifecycle_cost"],
}


@pytest.fixture(scope="module", params=SUBSETS)
def subset(
    request: pytest.FixtureRequest, company: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp(request.param)
    for name in SUBSETS[request.param]:
        system, table = name.split(".")
        source = company / "raw" / system
        (folder / "raw" / system).mkdir(parents=True, exist_ok=True)
        single = source / f"{table}.parquet"
        origin = single if single.exists() else source / table
        (folder / "raw" / system / origin.name).symlink_to(origin)
    # claims with the data tests; the nightly of surveys alone in test_build_nightly runs them too
    command = "build" if request.param == "claims" else "run"
    return request.param, build_raw(folder / "raw", folder, command=command)


def test_every_mart_exists_and_the_served_ones_bear_rows(
    subset: tuple[str, duckdb.DuckDBPyConnection],
) -> None:
    name, built = subset
    assert len(relations(built, "marts")) >= 14
    for mart in SERVED[name]:
        assert built.execute(f"select count(*) from marts.{mart}").fetchone()[0] > 0, mart


def test_readiness_names_what_is_missing(subset: tuple[str, duckdb.DuckDBPyConnection]) -> None:
    name, built = subset
    text = str(records(built, "from audit.mart_readiness"))
    for missing in ["finance.service_costs", "crm.referrals"]:
        assert missing in text, missing
    if name != "claims":
        assert "warranty.claims" in text


def test_what_is_unknown_is_null_and_never_zero(
    subset: tuple[str, duckdb.DuckDBPyConnection],
) -> None:
    name, built = subset
    value = built.execute(
        "select count(value) from marts.aftersales_value_dashboard"
        " where metric in ('service_external_revenue_amount', 'after_sales_cost_amount')"
    ).fetchone()[0]
    assert value == 0
    if name == "claims":
        row = built.execute(
            "select count(revenue_amount), count(warranty_cost_ratio_net),"
            " sum(warranty_cost_gross_amount) > 0 from marts.warranty_cost_ratio"
        ).fetchone()
        assert row == (0, 0, True)


def test_row_balance_says_which_tables_came(
    subset: tuple[str, duckdb.DuckDBPyConnection],
) -> None:
    name, built = subset
    rows = built.execute(
        "select system || '.' || table_name from audit.row_balance where is_delivered"
    ).fetchall()
    assert sorted(row[0] for row in rows) == sorted(SUBSETS[name])

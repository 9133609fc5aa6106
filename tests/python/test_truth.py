"""The marts against the simulator's own books: cents equal, counts exact, clean and soiled."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from harness import BUILD_FILE_NAME, build_raw

Truth = dict[str, list[dict[str, str]]]
STATES = ("accepted", "duplicates", "deleted", "rejected", "after_as_of")


def read_truth(folder: Path) -> Truth:
    truth = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            truth[path.stem] = list(csv.DictReader(file))
    return truth


@pytest.fixture(scope="module", params=["company", "dirty_company"])
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Truth, duckdb.DuckDBPyConnection]]:
    if request.param == "company":
        shared: Path = request.getfixturevalue("built_company")
        company = shared / "company"
        built = duckdb.connect(str(shared / "build" / BUILD_FILE_NAME), read_only=True)
    else:
        company = request.getfixturevalue(request.param)
        folder = tmp_path_factory.mktemp(request.param)
        built = build_raw(company / "raw", folder, as_of="2026-09-30")
    yield read_truth(company / "truth"), built
    built.close()


Told = tuple[Truth, duckdb.DuckDBPyConnection]


def test_rows_balance_for_all_tables(told: Told) -> None:
    truth, built = told
    rows = built.execute(
        "select system || '.' || table_name, delivered, accepted, duplicates, deleted, rejected,"
        " after_as_of from audit.row_balance"
    ).fetchall()
    assert len(rows) == 63
    assert not [row for row in rows if row[1] != sum(row[2:])]
    found = {row[0]: row[1:6] for row in rows}
    for row in truth["row_balance"]:
        told_row = tuple(int(row[name]) for name in ("delivered", *STATES[:4]))
        assert found[row["table_name"]] == told_row, row["table_name"]


def test_rejected_rows_bear_the_planted_reasons(told: Told) -> None:
    truth, built = told
    planted: Counter = Counter()
    for row in [*truth.get("rejected_rows", []), *truth.get("cascades", [])]:
        planted[row["table_name"], row["reason"]] += int(row["rows"])
    found = Counter()
    for table, reasons, rows in built.execute(
        "select system || '.' || table_name, reasons, count(*)"
        " from audit.rejected_rows group by 1, 2"
    ).fetchall():
        found[table, reasons] = rows
    assert found == planted


def test_orphans_are_warned_of(told: Told) -> None:
    truth, built = told
    planted = {
        (row["table_name"], row["column_name"]): int(row["rows"])
        for row in truth.get("orphans", [])
    }
    found = {
        (table, column): rows
        for table, column, rows in built.execute(
            "select system || '.' || table_name, column_name, warned_rows"
            " from audit.reference_warnings where warned_rows > 0"
        ).fetchall()
    }
    assert {key: found.get(key, 0) for key in planted} == planted


def test_warranty_cost_to_the_cent(told: Told) -> None:
    truth, built = told
    columns = list(truth["warranty_by_month"][0])[2:]
    found = {
        row[:2]: row[2:]
        for row in built.execute(
            f"select cast(month_start as varchar), product_line, {', '.join(columns)}"
            " from marts.warranty_cost_ratio"
        ).fetchall()
    }
    wrong = []
    for row in truth["warranty_by_month"]:
        line = found.pop((row["month_start"], row["product_line"]), (0,) * len(columns))
        wrong += [
            (row["month_start"], row["product_line"], name, value, row[name])
            for name, value in zip(columns, line, strict=True)
            if Decimal(value or 0) != Decimal(row[name])
        ]
    assert not wrong
    assert not [(key, row) for key, row in found.items() if any(row)]


def test_total_cost_is_the_two_ledgers_once(told: Told) -> None:
    truth, built = told
    found = dict(
        built.execute(
            "select cast(month_start as varchar), sum(amount) from marts.service_cost_ledger"
            " group by 1"
        ).fetchall()
    )
    for row in truth["cost_by_month"]:
        amount = found.get(row["month_start"]) or Decimal(0)
        assert amount == Decimal(row["after_sales_cost_amount"]), row["month_start"]


def test_nps_counts_are_exact(told: Told) -> None:
    truth, built = told
    names = ["responses", "promoters", "passives", "detractors", "other_scale_responses"]
    found = built.execute(
        f"select cast(quarter_start as varchar), survey_type, {', '.join(names)} from marts.nps"
        " where product_line = 'all' order by 1, 2"
    ).fetchall()
    planted = sorted(
        (row["quarter_start"], row["survey_type"], *(int(row[name]) for name in names))
        for row in truth["nps"]
    )
    assert found == planted


def test_referrals_by_status(told: Told) -> None:
    truth, built = told
    found = {
        row[0]: row[1:]
        for row in built.execute(
            "select status, count(*), coalesce(sum(referred_revenue_amount), 0),"
            " coalesce(sum(referred_profit_amount), 0) from marts.referral_value group by 1"
        ).fetchall()
    }
    planted = {
        row["status"]: (
            int(row["referrals"]),
            Decimal(row["referred_revenue_amount"]),
            Decimal(row["referred_profit_amount"]),
        )
        for row in truth["referrals"]
        if int(row["referrals"])
    }
    assert found == planted


def test_failure_events_of_the_listed_parts(told: Told) -> None:
    truth, built = told
    planted = {
        (row["part_no"], row["product_line"], window): int(row[f"failure_events_{window}"])
        for row in truth["failure_events"]
        for window in ("12m", "3m")
    }
    found = built.execute(
        'select part_no, product_line, "window", failure_events from marts.top_failure_parts'
        " where part_no <> 'unknown' and product_line not in ('all', 'unknown')"
    ).fetchall()
    assert len(found) > 20
    assert not [row for row in found if planted.get(row[:3], 0) != row[3]]


def test_lifecycle_warranty_by_cohort(told: Told) -> None:
    truth, built = told
    found = {
        row[:3]: row[3]
        for row in built.execute(
            "select product_line, cast(sale_year as varchar), cast(year_in_service as varchar),"
            " warranty_amount from marts.lifecycle_cost"
        ).fetchall()
    }
    for row in truth["lifecycle_warranty"]:
        key = (row["product_line"], row["sale_year"], row["year_in_service"])
        assert found.get(key) == Decimal(row["warranty_amount"]), key


def test_jobs_closed_by_month(told: Told) -> None:
    truth, built = told
    planted: Counter = Counter()
    for row in truth["work_orders_closed"]:
        if row["order_type"] == "repair":
            planted[row["month_start"]] += int(row["work_orders"])
    found = built.execute(
        "select cast(period_start as varchar), value from marts.aftersales_value_dashboard"
        " where metric = 'repair_jobs_closed' and period = 'month' and scope_type = 'company'"
        " and value > 0"
    ).fetchall()
    assert dict(found) == dict(planted)


def test_money_balances_to_the_cent(told: Told) -> None:
    _, built = told
    marts = built.execute("select count(distinct mart) from audit.money_balance").fetchone()[0]
    assert marts >= 9
    uneven = "select * from audit.money_balance where difference_amount <> 0"
    assert not built.execute(uneven).fetchall()


def test_cost_in_cohorts_reconciles(told: Told) -> None:
    _, built = told
    assert built.execute(
        "select difference_amount from marts.lifecycle_cost_reconciliation"
    ).fetchall() == [(Decimal("0.00"),)]

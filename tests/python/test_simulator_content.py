"""A simulated company obeys the contract at every date, is the same for a seed, and adds up."""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from simulator_checker import LEARNED, VERSIONED, contract_faults, orphans, read_folder

from orchestration.contract import load_contract
from simulator import SimulationReport, simulate

SMALL = {"units": 300, "years": 3, "seed": 7}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> SimulationReport:
    return simulate(tmp_path_factory.mktemp("company"), **SMALL)


@pytest.fixture(scope="module")
def tables(company: SimulationReport) -> duckdb.DuckDBPyConnection:
    return read_folder(company.raw)


def truth(company: SimulationReport, name: str) -> list[dict[str, str]]:
    with (company.truth / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def view(table: str) -> str:
    return table.replace(".", "__")


def digests(raw: Path) -> dict[str, str]:
    files = sorted(path for path in raw.rglob("*") if path.is_file())
    return {
        str(path.relative_to(raw)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def test_every_table_has_rows(tables, company):
    empty = [
        name
        for name in load_contract()
        if not tables.execute(f"select count(*) from all_{view(name)}").fetchone()[0]
    ]
    assert empty == []
    assert set(company.rows) == set(load_contract())


def test_report_counts_what_is_on_disk(tables, company):
    counted = {
        name: tables.execute(f"select count(*) from all_{view(name)}").fetchone()[0]
        for name in load_contract()
    }
    assert counted == company.rows
    assert company.total_rows == sum(counted.values())


def test_no_row_breaks_the_contract(tables):
    assert contract_faults(tables) == []


def test_every_reference_is_borne(tables):
    assert orphans(tables) == []


@pytest.mark.parametrize("until", ["2024-02-11", "2025-07-01", "2026-04-16"])
def test_company_is_whole_at_any_past_date(company, until):
    past = read_folder(company.raw, until=until)
    assert contract_faults(past, rows="now") == []
    assert orphans(past) == []


def test_nothing_is_known_before_it_happens(tables):
    early = {}
    for name, columns in LEARNED.items():
        for column in columns:
            count = tables.execute(
                f"select count(*) from all_{view(name)} "
                f"where cast({column} as timestamp) > updated_at"
            ).fetchone()[0]
            if count:
                early[f"{name}.{column}"] = count
    assert early == {}


@pytest.mark.parametrize("name", VERSIONED)
def test_rows_are_written_as_versions(tables, name):
    key = ", ".join(load_contract()[name].key)
    most = tables.execute(
        f"select max(n) from (select count(*) as n from all_{view(name)} group by {key})"
    ).fetchone()[0]
    assert most >= 2


def test_nothing_happens_after_the_end(tables):
    late = [
        name
        for name in load_contract()
        if tables.execute(
            f"select count(*) from all_{view(name)} where updated_at >= timestamp '2026-10-01'"
        ).fetchone()[0]
    ]
    assert late == []


def test_same_seed_gives_the_same_bytes(company, tmp_path):
    again = simulate(tmp_path / "again", **SMALL)
    assert digests(again.raw) == digests(company.raw)
    assert digests(again.truth) == digests(company.truth)


def test_another_seed_gives_another_company(company, tmp_path):
    other = simulate(tmp_path / "other", **{**SMALL, "seed": 8})
    before, after = digests(company.raw), digests(other.raw)
    changed = [name for name in before if after.get(name) != before[name]]
    assert len(changed) > 40


def test_csv_and_parquet_hold_the_same(company, tables, tmp_path):
    text = simulate(tmp_path / "text", **SMALL, fmt="csv")
    read = read_folder(text.raw, "csv")
    differing = []
    for name in load_contract():
        query = f"select hash(list(rows order by rows)) from (select {view(name)} as rows from"
        query += f" (select * from all_{view(name)}) as {view(name)})"
        if read.execute(query).fetchone() != tables.execute(query).fetchone():
            differing.append(name)
    assert differing == []


def test_end_date_is_kept(tmp_path):
    report = simulate(tmp_path / "short", units=120, years=1, seed=3, as_of=date(2025, 3, 17))
    read = read_folder(report.raw)
    newest = read.execute("select max(updated_at) from all_service__ticket_events").fetchone()[0]
    assert newest.date() <= date(2025, 3, 17)
    assert contract_faults(read) == []


@pytest.mark.parametrize(
    ("argument", "value"), [("units", 3), ("years", 0), ("dirty", 0.2), ("fmt", "xlsx")]
)
def test_wrong_arguments_are_told(tmp_path, argument, value):
    with pytest.raises(ValueError, match=str(value)):
        simulate(tmp_path, **{**SMALL, argument: value})


def test_a_foreign_folder_is_left_alone(tmp_path):
    (tmp_path / "raw" / "crm").mkdir(parents=True)
    (tmp_path / "raw" / "crm" / "sales.csv").write_text("ours", encoding="utf-8")
    with pytest.raises(FileExistsError, match="no simulation wrote"):
        simulate(tmp_path, **SMALL)
    assert (tmp_path / "raw" / "crm" / "sales.csv").exists()


CONVERT = """
create or replace macro cny(amount, currency, day) as (
    case when currency = 'CNY' then amount else round(amount * (
        select max_by(rate, rate_on) from now_finance__exchange_rates
        where from_currency = currency and to_currency = 'CNY' and rate_on <= day
    ), 2) end
)"""


def test_truth_of_revenue_by_month(tables, company):
    tables.execute(CONVERT)
    rows = tables.execute("""
        with postings as (
            select product_id, delivered_on as day,
                cny(net_amount, currency, delivered_on) as amount
            from now_crm__sales where delivered_on is not null
            union all
            select sale.product_id, greatest(adjustment.adjusted_on, sale.delivered_on),
                -cny(adjustment.amount, adjustment.currency, adjustment.adjusted_on)
            from now_crm__sale_adjustments as adjustment
            inner join now_crm__sales as sale using (sale_id)
            where sale.delivered_on is not null
        ),
        by_line as (
            select date_trunc('month', day) as month_start, product_line, amount
            from postings inner join now_warranty__products using (product_id) where is_own_brand
            union all
            select revenue_month, product_line, cny(net_amount, currency, last_day(revenue_month))
            from now_finance__company_revenue
        )
        select cast(month_start as date)::varchar, product_line, sum(amount)
        from by_line group by all
    """).fetchall()
    found = {(month, line): Decimal(str(amount)) for month, line, amount in rows}
    planted = {
        (row["month_start"], row["product_line"]): Decimal(row["revenue_amount"])
        for row in truth(company, "warranty_by_month")
        if Decimal(row["revenue_amount"])
    }
    assert {key: amount for key, amount in found.items() if amount} == planted


def test_truth_of_warranty_cost(tables, company):
    tables.execute(CONVERT)
    rows = tables.execute("""
        with current_claims as (
            select * from now_warranty__claims
            qualify row_number() over (partition by claim_id order by claim_version desc) = 1
        )
        select claim.claim_type, sum(cny(line.approved_amount, claim.currency, claim.posted_on))
        from current_claims as claim
        inner join now_warranty__claim_lines as line using (claim_id, claim_version)
        left join now_warranty__products as product
            on claim.product_id = product.product_id
        where claim.status in ('approved', 'partially_approved', 'paid')
            and claim.posted_on is not null and line.line_type <> 'tax'
            and coalesce(product.is_own_brand, true)
        group by 1
    """).fetchall()
    found = dict(rows)
    planted = defaultdict(Decimal)
    for row in truth(company, "warranty_by_month"):
        for name in ("warranty_cost_gross", "goodwill", "recall", "extended", "other_claims"):
            planted[name] += Decimal(row[f"{name}_amount"])
    assert found["base"] + found["powertrain"] == planted["warranty_cost_gross"]
    assert found.get("goodwill", 0) == planted["goodwill"]
    assert found.get("recall", 0) == planted["recall"]
    assert found.get("extended", 0) == planted["extended"]


def test_ledger_reconciles_with_its_entries(tables):
    differing = tables.execute("""
        select account, date_trunc('month', posted_on) as ledger_month, currency, sum(amount)
        from now_finance__service_costs group by all
        except
        select account, ledger_month, currency, amount from now_finance__ledger_totals
    """).fetchall()
    assert differing == []


def test_truth_of_cost_is_s_and_w_less_own(tables, company):
    tables.execute(CONVERT)
    ledger = tables.execute(
        "select sum(cny(amount, currency, posted_on)) from now_finance__service_costs"
    ).fetchone()[0]
    rows = truth(company, "cost_by_month")
    assert sum(Decimal(row["service_ledger_amount"]) for row in rows) == ledger
    for row in rows:
        parts = [
            Decimal(row[f"{name}_amount"])
            for name in ("service_ledger", "warranty_ledger", "own_claims", "after_sales_cost")
        ]
        assert parts[0] + parts[1] - parts[2] == parts[3]


def test_truth_of_rows(tables, company):
    for row in truth(company, "row_balance"):
        name = view(row["table_name"])
        now = tables.execute(f"select count(*) from now_{name}").fetchone()[0]
        assert int(row["accepted"]) == now, name
        assert int(row["delivered"]) == int(row["accepted"]) + int(row["duplicates"]), name


def test_referrals_of_every_kind(company):
    rows = {row["status"]: int(row["referrals"]) for row in truth(company, "referrals")}
    assert min(rows.values()) >= 1
    assert len(rows) == 8

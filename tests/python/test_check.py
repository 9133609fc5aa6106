"""`aftersales check`: what a newcomer reads about a folder that nobody has looked at before."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from harness import write_raw
from rich.console import Console

from orchestration.check import CheckReport, examine, ready_marts, run_check
from orchestration.check_screen import show
from orchestration.contract import load_contract

SALE = {
    "order_id": "O1",
    "customer_id": "C1",
    "product_id": "P1",
    "ordered_on": "2024-01-02",
    "quantity": "1",
    "net_amount": "10.50",
    "currency": "CNY",
}
CUSTOMER = {"customer_type": "consumer", "created_at": "2024-01-01 00:00"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sound sales with some bad rows, unreadable tickets, and strangers."""
    folder = tmp_path_factory.mktemp("check")
    sales = [SALE | {"sale_id": f"S{n}"} for n in range(100)]
    sales[3] |= {"net_amount": "1,234.50"}
    sales[4] |= {"net_amount": "12 EUR", "quantity": "one"}
    customers = [CUSTOMER | {"customer_id": f"C{n}", "email": "a@b.c"} for n in range(3)]
    customers[1] |= {"customer_type": "robot"}
    raw = write_raw(folder / "raw", {"crm.sales": sales, "crm.customers": customers})
    (raw / "service").mkdir()
    (raw / "service" / "tickets.csv").write_bytes(b"ticket_id;channel;updated_at\n1;web;x\n")
    (raw / "crm" / "refferals.csv").write_text("x")
    return raw


@pytest.fixture(scope="module")
def report(folder: Path) -> CheckReport:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    report = examine(str(folder))
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    return report


@pytest.fixture(scope="module")
def screen(report: CheckReport) -> str:
    out = io.StringIO()
    show(report, Console(file=out, width=100))
    return out.getvalue()


def test_it_counts_what_is_there(report: CheckReport) -> None:
    assert [(t.table, t.files, t.rows, t.accepted, t.rejected) for t in report.tables] == [
        ("crm.customers", 1, 3, 2, 1),
        ("crm.sales", 1, 100, 98, 2),
    ]
    assert report.tables[0].newest_updated_at == "2015-01-01 00:00:00"
    assert len(report.absent_tables) == len(load_contract()) - 2


def test_it_names_each_fault_with_its_first_place(report: CheckReport) -> None:
    faults = {(f.table, f.reason): f for f in report.faults}
    assert set(faults) == {
        ("crm.sales", "invalid_type:net_amount"),
        ("crm.sales", "invalid_type:quantity"),
        ("crm.customers", "not_accepted:customer_type"),
    }
    first = report.faults[0]
    assert (first.column, first.rows) == ("net_amount", 2)
    assert (first.file, first.row_number, first.example) == ("crm/sales.csv", 4, "1,234.50")


def test_it_names_each_reference_to_nothing(report: CheckReport) -> None:
    (orphans,) = report.orphans  # customer C1 is rejected; products were not delivered
    assert (orphans.table, orphans.column) == ("crm.sales", "customer_id")
    assert orphans.referenced == "crm.customers.customer_id"
    assert (orphans.rows, orphans.of_rows) == (98, 98)
    assert (orphans.file, orphans.row_number, orphans.example) == ("crm/sales.csv", 1, "C1")


def test_broken_files_and_too_many_faults_stop_a_build(report: CheckReport) -> None:
    (problem,) = report.problems
    assert (problem.table, problem.file, problem.line) == (
        "service.tickets",
        "service/tickets.csv",
        1,
    )
    assert any("crm.customers" in line for line in report.refusals)
    assert not any("crm.sales" in line for line in report.refusals)
    assert not report.can_build


def test_the_screen_says_it_in_words(screen: str) -> None:
    for part in [
        "2 of 63 tables",
        "sales 100",
        "service.tickets, service/tickets.csv, line 1",
        "export with a comma",
        "invalid_type:net_amount",
        "crm/sales.csv, row 4, which reads '1,234.50'",
        "98 of 98",
        "customer_id is not in crm.customers.customer_id",
        "crm/sales.csv, row 1, which reads 'C1'",
        "did you mean crm/referrals?",
        "metric_catalogue",
        "needs crm.survey_responses",
        "A build would be refused",
    ]:
        assert part in screen, part


def test_personal_data_is_not_shown(report: CheckReport) -> None:
    assert "a@b.c" not in report.as_json()


def test_json_bears_everything(folder: Path, capsys: pytest.CaptureFixture) -> None:
    assert run_check(str(folder / "nowhere"), as_json=True) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["can_build"] is False
    assert "nothing at this place" in document["problems"][0]["message"]


def test_a_sound_folder_would_build(tmp_path: Path) -> None:
    raw = write_raw(tmp_path / "raw", {"crm.customers": [CUSTOMER | {"customer_id": "C1"}]})
    report = examine(str(raw))
    assert (report.can_build, report.faults, report.reporting_currency) == (True, [], "CNY")


def test_without_a_date_the_reason_is_told(tmp_path: Path) -> None:
    raw = write_raw(tmp_path / "raw", {"crm.sales": []})
    report = examine(str(raw))
    assert "no row has a readable updated_at" in report.problems[0].message
    assert report.tables[0].table == "crm.sales"


# They bear rows whatever is delivered; `value_report` those of the quarters published before.
ALWAYS = {
    "aftersales_value_dashboard",
    "metric_catalogue",
    "build_info",
    "value_restatement",
    "assumptions_in_force",
    "value_report",
}


def test_every_requirement_names_a_table_of_the_contract() -> None:
    everything = set(load_contract())
    assert {mart.state for mart in ready_marts(everything)} == {"complete"}
    for mart in ready_marts(set()):
        assert (mart.state != "empty") is (mart.mart in ALWAYS)
        named = {name for names, _ in mart.missing for name in names.split(" or ")}
        assert named <= everything


@pytest.mark.parametrize(
    ("delivered", "mart", "state"),
    [
        ({"warranty.claims", "warranty.claim_lines"}, "warranty_cost_ratio", "partly"),
        ({"warranty.claims"}, "warranty_cost_ratio", "empty"),
        ({"crm.sales"}, "warranty_cost_ratio", "partly"),
        ({"finance.company_revenue"}, "warranty_cost_ratio_yearly", "partly"),
        ({"warranty.units"}, "lifecycle_cost", "empty"),
        ({"warranty.units", "warranty.products"}, "lifecycle_cost", "partly"),
        ({"crm.survey_responses"}, "nps", "partly"),
        ({"crm.referrals"}, "referral_value", "partly"),
        ({"service.work_orders"}, "service_case_value", "partly"),
        ({"finance.ledger_totals"}, "cost_reconciliation", "partly"),
        ({"finance.ledger_totals", "finance.service_costs"}, "cost_reconciliation", "complete"),
    ],
)
def test_readiness_follows_the_contract(delivered: set[str], mart: str, state: str) -> None:
    assert {m.mart: m.state for m in ready_marts(delivered)}[mart] == state

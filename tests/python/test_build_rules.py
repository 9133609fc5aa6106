"""Rules that stop a build: the lock, the share rejected, the vanished table."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.errors import Refusal
from orchestration.gate_rules import refuse_too_many_rejects, refuse_vanished
from orchestration.warehouse import Warehouse, exclusive

HOLD = """
import sys
from orchestration.warehouse import Warehouse, exclusive
with exclusive(Warehouse.at(sys.argv[1]), "first-build"):
    print("held", flush=True)
    sys.stdin.read()
"""


def gate(rows: str, company_limit: str | None = None) -> duckdb.DuckDBPyConnection:
    """A build with one gate table; `rows` is SQL for (row_state, reject_reasons, _row_number)."""
    connection = duckdb.connect()
    for schema in ("gate", "staging", "seeds"):
        connection.execute(f"create schema {schema}")
    connection.execute(
        "create table seeds.assumptions as select 'reject_share_limit' as assumption,"
        " date '1900-01-01' as valid_from, 0.05 as value"
    )
    connection.execute(
        "create table staging.stg_planning__assumptions"
        " (assumption varchar, valid_from date, value decimal(18, 6))"
    )
    if company_limit:
        connection.execute(
            "insert into staging.stg_planning__assumptions values"
            f" ('reject_share_limit', '2026-01-01', {company_limit})"
        )
    connection.execute(
        "create table gate.base_crm__sales as select row_state, reject_reasons,"
        f" 'crm/sales.csv' as _file, _row_number from ({rows}) t"
    )
    return connection


def rejected(share: int, reasons: str) -> str:
    return (
        f"select case when i < {share} then 'rejected' else 'accepted' end as row_state,"
        f" case when i < {share} then '{reasons}' end as reject_reasons, i + 1 as _row_number"
        " from range(100) r(i)"
    )


def judge(connection: duckdb.DuckDBPyConnection, as_of: str = "2026-03-31") -> float:
    return refuse_too_many_rejects(connection, ["crm.sales"], date.fromisoformat(as_of))


def test_five_in_a_hundred_pass() -> None:
    assert judge(gate(rejected(5, "invalid_type:net_amount"))) == 0.05


def test_six_in_a_hundred_are_refused_with_reasons_counts_and_places() -> None:
    reasons = "invalid_type:net_amount; missing_required:currency"
    with pytest.raises(Refusal) as refused:
        judge(gate(rejected(6, reasons)))
    text = str(refused.value)
    assert "crm.sales: 6 of 100 rows (6.0%)" in text
    assert "invalid_type:net_amount: 6 rows, e.g. crm/sales.csv row 1" in text
    assert "missing_required:currency: 6 rows" in text


@pytest.mark.parametrize(
    "reasons",
    ["missing_rate:EUR", "missing_parent:warranty.claims",
     "missing_rate:EUR; missing_parent:warranty.claims"],
)  # fmt: skip
def test_rows_that_only_wait_do_not_count(reasons: str) -> None:
    assert judge(gate(rejected(90, reasons))) == 0.05


def test_a_row_that_waits_and_is_faulty_counts() -> None:
    with pytest.raises(Refusal):
        judge(gate(rejected(90, "missing_rate:EUR; invalid_type:net_amount")))


def test_the_company_may_set_its_own_limit_from_a_date_on() -> None:
    soiled = rejected(6, "invalid_type:net_amount")
    assert judge(gate(soiled, company_limit="0.2")) == 0.2
    with pytest.raises(Refusal):
        judge(gate(soiled, company_limit="0.2"), as_of="2025-12-31")


def test_a_vanished_table_is_named_with_the_cure() -> None:
    with pytest.raises(Refusal) as refused:
        refuse_vanished({"crm.customers"}, {"crm.customers", "crm.sales"}, ())
    assert "crm.sales" in refused.value.details[0]
    assert "--allow-missing crm.sales" in refused.value.cure


def test_a_vanished_table_may_be_meant_and_a_new_one_is_welcome() -> None:
    refuse_vanished({"crm.customers"}, {"crm.customers", "crm.sales"}, ("crm.sales",))
    refuse_vanished({"crm.customers", "crm.sales"}, {"crm.customers"}, ())


def test_allow_missing_must_name_a_table_of_the_contract() -> None:
    with pytest.raises(Refusal, match=r"crm\.sale\b"):
        refuse_vanished({"crm.customers"}, set(), ("crm.sale",))


def test_two_builds_at_once_the_second_refuses_and_names_the_first(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    first = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert first.stdout.readline().strip() == "held"
        with pytest.raises(Refusal) as refused, exclusive(Warehouse.at(tmp_path), "second"):
            pass
        assert f"process {first.pid}" in refused.value.details[0]
        assert "first-build" in refused.value.details[0]
        result = run_cli("build", "--raw", str(tmp_path), "--warehouse", str(tmp_path), "--json")
        assert result.returncode == 1
        assert "Another build is writing" in json.loads(result.stdout)["title"]
    finally:
        first.kill()
        first.wait()
    with exclusive(Warehouse.at(tmp_path), "third"):
        pass


def run_cli(*arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "orchestration.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_fault_of_the_caller_is_told_in_one_breath(tmp_path: Path) -> None:
    gone = run_cli("build", "--raw", str(tmp_path / "nowhere"), "--warehouse", str(tmp_path / "w"))
    assert gone.returncode == 1
    assert "nowhere" in gone.stderr
    assert "Traceback" not in gone.stderr
    wrong = run_cli("build", "--raw", "x", "--warehouse", "y", "--as-of", "soon")
    assert wrong.returncode == 2
    assert "soon" in wrong.stderr

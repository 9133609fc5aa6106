"""Night after night over a growing folder ends where one build of the whole folder ends."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from harness import build_raw, differing

from orchestration.contract import Table, load_contract

CONTRACT = load_contract()
LAST_DAY = date(2025, 6, 30)
# What the first nine nights build; `make soak` builds everything every night.
HEADLINE_MARTS = (
    "warranty_cost_ratio", "top_failure_parts", "lifecycle_cost", "nps", "referral_value",
)  # fmt: skip


def files_of(raw: Path, table: Table) -> str:
    single = raw / table.system / f"{table.name}.parquet"
    return str(single if single.exists() else raw / table.system / table.name / "**")


def deliver_night(source: Path, raw: Path, after: date | None, day: date) -> None:
    """One dated extract a table: the rows changed since the last night."""
    for table in CONTRACT.values():
        path = raw / table.system / table.name / f"dt={day}" / "part-0.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        since = f"updated_at >= date '{after}' + 1 and" if after else ""
        duckdb.sql(
            f"copy (from read_parquet('{files_of(source, table)}')"
            f" where {since} updated_at < date '{day}' + 1) to '{path}' (format parquet)"
        )


def deliver_corrections(raw: Path, day: date, night: int) -> None:
    """Late corrections of earlier rows, and rows that the source deleted."""
    at = f"timestamp '{day} 22:00:00' + interval {night} second"
    changes = {
        "crm.sales": "net_amount = net_amount + 1",
        "warranty.claim_lines": "approved_amount = approved_amount + 2",
        "finance.service_costs": "amount = amount - 3",
        "crm.survey_responses": "score = scale_min",
    }
    for name, change in changes.items():
        table = CONTRACT[name]
        folder = raw / table.system / table.name
        column, value = change.split(" = ")
        latest = (
            f"from read_parquet('{folder}/dt=*/*.parquet', union_by_name = true)"
            f" qualify row_number() over (partition by {', '.join(table.key)}"
            " order by updated_at desc) = 1"
        )
        order = f"order by hash({', '.join(table.key)}, {night}) limit 5"
        target = folder / f"dt={day}" / "correction.parquet"
        duckdb.sql(
            f"copy (select * exclude (dt) replace ({value} as {column}, {at} as updated_at)"
            f" from ({latest}) {order}) to '{target}' (format parquet)"
        )
    table = CONTRACT["service.tickets"]
    folder = raw / table.system / table.name
    duckdb.sql(
        f"copy (select ticket_id, 'yes' as is_deleted, {at} as updated_at, 'x' as channel,"
        " null as opened_at, null as status from read_parquet("
        f"'{folder}/dt=*/part-0.parquet') group by ticket_id"
        f" order by hash(ticket_id, {night}) limit 2)"
        f" to '{folder / f'dt={day}' / 'deleted.csv'}' (header)"
    )


def run_nights(
    company: Path, folder: Path, nights: int, every_night: list[str] | None = None
) -> list[str]:
    """Relations that differ; `every_night` chooses what the nights before the last one build."""
    raw = folder / "raw"
    after = None
    for night in range(nights):
        day = LAST_DAY - timedelta(days=3 * (nights - 1 - night))
        deliver_night(company / "raw", raw, after, day)
        if night:
            deliver_corrections(raw, day, night)
        after = day
        is_last = night == nights - 1
        chosen = None if is_last else every_night
        grown = build_raw(raw, folder / "nightly", as_of=str(day), select=chosen)
        if not is_last:
            grown.close()
    fresh = build_raw(raw, folder / "fresh", as_of=str(LAST_DAY))
    deleted = "select count(*) from gate.base_service__tickets where row_state = 'deleted'"
    assert fresh.execute(deleted).fetchone()[0] > 0
    left_out = ("marts.build_info",)
    return differing(grown, fresh, "marts", "core", "audit", leave_out=left_out)


@pytest.mark.timeout(3600)
def test_ten_nights_equal_one_build(company: Path, tmp_path: Path) -> None:
    headline = [f"+{mart}" for mart in HEADLINE_MARTS]
    assert not run_nights(company, tmp_path, nights=10, every_night=headline)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_thirty_nights_equal_one_build(company: Path, tmp_path: Path) -> None:
    assert not run_nights(company, tmp_path, nights=30)

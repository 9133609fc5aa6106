"""What was planted, from the simulator's own books; written as CSV and JSON beside the raw data."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from simulator import catalogue as cat
from simulator.calendars import to_date
from simulator.company import FILTER_REGION, REGION_IDS, REMOTE_REGION
from simulator.field_actions import CAMPAIGNS
from simulator.genealogy import DEFECT_LOT
from simulator.ledger import Books
from simulator.truth_rows import amount_text, write_rows
from simulator.truth_tables import (
    write_costs,
    write_customers,
    write_failures,
    write_service,
    write_warranty,
)
from simulator.world import DEFECT_SOFTWARE, SOFTWARE, World

README = """# Truth

What the simulator planted, kept by its own books while it made the rows. No build reads it.
Amounts are in CNY, each row converted at its posting date and rounded half away from zero to two
decimals, then summed. Everything is as of the last day of the simulation.

| file | one row per | columns |
|---|---|---|
| `summary.json` | the company | seed, size, dates, and the planted causes |
| `warranty_by_month.csv` | month and product line | by the definitions of `warranty_cost_ratio` |
| `cost_by_month.csv` | month | S, W, own claims and the total after-sales cost |
| `failure_events.csv` | last successor and line | counting claims by causal part, no recalls |
| `lifecycle_warranty.csv` | line, sale year, year in service | posted claims with a unit |
| `nps.csv` | quarter and survey type | line `all`: answers by group, other scales |
| `referrals.csv` | status | referrals, credited revenue and profit (10 %) |
| `work_orders_closed.csv` | month and order type | jobs closed, by the local date of the region |
| `parts_demand.csv` | part, region and quarter | issues less returns |
| `service_result.csv` | region and year | external revenue, ledger cost, and the margin |
| `service_centers.csv` | service centre | planted satisfaction and churn, churn of the last year |
| `row_balance.csv` | raw table | delivered, accepted, duplicates, deleted, rejected |
| `rejected_rows.csv` | raw table and reason | soiled rows, one fault each |
| `cascades.csv` | raw table and reason | rows rejected because a soiled parent was |
| `orphans.csv` | raw table and column | accepted rows whose reference nobody bears |
| `extra_rows.csv` | raw table, state and cause | duplicates and deleted rows added by soiling |

Failures lie in the 12 and the 3 months up to the last day; `posted_` counts posted claims only.
Other-brand products stand nowhere but in the warranty ledger. A row of `cost_by_month.csv` holds
S (`service_ledger_amount`), W (`warranty_ledger_amount`) and what of W is in S already.
"""


def write_truth(
    folder: Path, world: World, books: Books, rows: Counter, again: Counter, soiled: Counter
) -> None:
    """Write all files of `truth/`; `rows` delivered and `again` older states, per table."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.md").write_text(README, encoding="utf-8")
    write_warranty(folder, world, books)
    write_costs(folder, world, books)
    write_failures(folder, world, books)
    write_customers(folder, world, books)
    write_service(folder, world, books)
    write_rows(folder, rows, again, soiled)
    summary = json.dumps(_summary(world, books), indent=2, ensure_ascii=False)
    (folder / "summary.json").write_text(summary + "\n", encoding="utf-8")


def _summary(world: World, books: Books) -> dict[str, Any]:
    cases = books.get("cases", 2)
    return {
        "seed": world.seed,
        "units": world.units,
        "years": world.years,
        "start": to_date(world.start).isoformat(),
        "as_of": to_date(world.as_of).isoformat(),
        "reporting_currency": "CNY",
        "defective_lot": _defective_lot(world, books) if world.has_defect else None,
        "double_consumption": {
            "region_id": REGION_IDS[FILTER_REGION],
            "part_category": cat.CATEGORIES[cat.FILTER].name,
            "planted_ratio": 2.0,
        },
        "loss_making_region": REGION_IDS[REMOTE_REGION],
        "service_cases": {"cases": int(cases[0]), "case_cost_amount": amount_text(cases[1])},
    }


def _defective_lot(world: World, books: Books) -> dict[str, Any]:
    return {
        "lot_no": DEFECT_LOT,
        "part_category": cat.CATEGORIES[cat.SENSOR].name,
        "failure_mode": cat.MODES[cat.COLD_MODE],
        "software_version": SOFTWARE[DEFECT_SOFTWARE],
        "ambient_below_c": -10,
        "built_from": to_date(world.defect_from).isoformat(),
        "built_to": to_date(world.defect_to - 1).isoformat(),
        "units": int(np.sum(books.get("defect_units", 1))),
        "failures": int(np.sum(books.get("planted_failures", 1))),
        "claims": int(np.sum(books.get("planted_claims", 1))),
        "issue_id": "ISS-0001",
        "campaigns": CAMPAIGNS[:3],
    }

"""Quality issues and campaigns, targets, actions, pilots and assumptions."""

from __future__ import annotations

from datetime import date

import numpy as np

from simulator import catalogue as cat
from simulator.calendars import to_date
from simulator.company import (
    REGION_IDS,
)
from simulator.field_actions import BULLETIN, CAMPAIGNS, campaign_starts
from simulator.genealogy import DEFECT_LOT
from simulator.world import World
from simulator.writer import Sink, at


def write_quality(world: World, sink: Sink) -> None:
    """`quality.issues` (the planted lot and its duplicate among them) and `quality.campaigns`."""
    first = world.winter + 75
    starts = campaign_starts(world.winter)
    base = {
        "title": "Range loss below -10 C",
        "product_id": "P-CITY-2",
        "failure_mode": "BMS_RANGE_LOSS_COLD",
        "source": "after_sales",
        "first_failure_on": to_date(first - 12),
        "affected_lot_no": DEFECT_LOT,
        "recall_cost_per_unit": 15_000,
        "claimed_avoided_amount": 200_000_000,
        "currency": "CNY",
    }
    one = np.array([0])
    fitted = world.parts.at(one + cat.SENSOR, one, one + world.defect_from)
    base["part_no"] = world.parts.numbers[int(fitted[0])]
    steps = [
        ("submitted_on", first),
        ("accepted_on", first + 9),
        ("fix_released_on", starts[0]),
        ("fix_verified_on", starts[0] + 70),
    ]
    rows, known = [], {}
    for name, day in steps:
        known[name] = to_date(day)
        rows.append({"issue_id": "ISS-0001", **base, **known, "updated_at": at(day, 10)})
    rows.append(
        {
            "issue_id": "ISS-0002",
            **base,
            "title": "Cars stop early in the cold",
            "source": "customer",
            "submitted_on": to_date(first + 6),
            "duplicate_of_issue_id": "ISS-0001",
            "recall_cost_per_unit": None,
            "claimed_avoided_amount": None,
            "currency": None,
            "updated_at": at(first + 6, 15),
        }
    )
    if not world.has_defect:
        rows.clear()
    sources = ["after_sales", "production", "supplier", "customer", "other"]
    for index in range(3, 28):
        kind = cat.CATEGORIES[index % 13]
        day = world.start + 40 + (index - 3) * max(20, (world.as_of - world.start - 60) // 26)
        issue = {
            "issue_id": f"ISS-{index:04d}",
            "title": f"{kind.name} wears early",
            "product_id": cat.PRODUCT_IDS[index % 7],
            "failure_mode": f"{kind.code}_WEAR",
            "part_no": f"{kind.code}-1000",
            "source": sources[index % 5],
            "first_failure_on": to_date(day - 20),
            "submitted_on": to_date(day),
            "affected_batch": f"HEFEI-{index:03d}" if index % 3 == 0 else None,
            "recall_cost_per_unit": kind.cost,
            "currency": "CNY",
        }
        rows.append({**issue, "updated_at": at(day)})
        if index % 4:
            issue["accepted_on"] = to_date(day + 10 + index)
            rows.append({**issue, "updated_at": at(day + 10 + index)})
        if index % 4 > 1:
            issue["fix_released_on"] = to_date(day + 60 + index)
            rows.append({**issue, "updated_at": at(day + 60 + index)})
    sink.rows("quality.issues", rows)
    kinds = ["ota", "recall", "calibration", "service_bulletin"]
    cost = [0, 15_000, 200, 350]
    sink.rows(
        "quality.campaigns",
        [
            {
                "campaign_id": key,
                "issue_id": "ISS-0001" if index < 3 else "ISS-0003",
                "campaign_type": kinds[index],
                "unit_cost": cost[index],
                "currency": "CNY",
                "started_on": to_date(starts[index]),
                "updated_at": at(starts[index], 5),
            }
            for index, key in enumerate(CAMPAIGNS)
            if world.has_defect or index == BULLETIN
        ],
    )


def write_plans(world: World, sink: Sink) -> None:
    """`planning.targets`, `programme_actions`, `pilots` and `assumptions`."""
    begin, rows = world.start - 100, []
    goals = [("warranty_cost_ratio_net", 0.02), ("nps_relationship", 45), ("mystery_audits", 6)]
    scopes = [
        ("company", "company"),
        ("product_line", "city_car"),
        ("region", REGION_IDS[0]),
        ("service_center", world.network.ids[0]),
    ]
    for year in range(to_date(world.start).year, to_date(world.as_of).year + 1):
        for period, months in (("year", (1,)), ("quarter", (1, 4, 7, 10)), ("month", (1,))):
            for metric, value in goals:
                for month in months:
                    for kind, scope in scopes if period == "quarter" else scopes[:1]:
                        rows.append(
                            {
                                "metric": metric,
                                "period": period,
                                "scope_type": kind,
                                "period_start": date(year, month, 1),
                                "scope": scope,
                                "target_value": value,
                                "updated_at": at(begin),
                            }
                        )
    sink.rows("planning.targets", rows)
    roles = ["head of service", "CFO", "head of quality", "head of R&D"]
    rows = []
    for index in range(30):
        started = world.as_of - 360 + index * 11
        row = {
            "action_id": f"ACT-{index:03d}",
            "title": f"Improvement {index + 1}",
            "owner_role": roles[index % 4],
            "started_on": to_date(started),
            "due_on": to_date(started + 90),
            "blocker": "budget" if index % 9 == 4 else None,
        }
        rows.append({**row, "updated_at": at(started)})
        if index % 3:
            done = started + 50 + 7 * (index % 9)
            rows.append({**row, "done_on": to_date(done), "updated_at": at(done)})
    sink.rows("planning.programme_actions", rows)
    rows = []
    titles = ["Mobile service", "Loaner cars", "Remote first"]
    for pilot in range(3):
        started = world.as_of - 330 + pilot * 90
        for index, region in enumerate(REGION_IDS):
            row = {
                "pilot_id": f"PIL-{pilot}",
                "title": titles[pilot],
                "region_id": region,
                "is_treated": index % 3 == pilot,
                "started_on": to_date(started),
                "metric": [None, "nps_transaction", "first_visit_fix_rate"][pilot],
            }
            rows.append({**row, "updated_at": at(started)})
            if pilot == 0:
                ended = started + 200
                rows.append({**row, "ended_on": to_date(ended), "updated_at": at(ended)})
    sink.rows("planning.pilots", rows)
    sink.rows(
        "planning.assumptions",
        [
            {
                "assumption": name,
                "valid_from": to_date(begin),
                "value": value,
                "unit": unit,
                "source": "finance",
                "updated_at": at(begin),
            }
            for name, value, unit in (
                ("unplanned_repair_cost", 6_000, "CNY"),
                ("planned_repair_cost", 2_500, "CNY"),
                ("inspection_cost", 300, "CNY"),
                ("model_run_cost_month", 20_000, "CNY"),
            )
        ],
    )

"""Rows of a small car maker with quality issues: the golden cases of recalls and of the loop."""

from __future__ import annotations

from warranty_rows import adjustment, causal, claim, line, product, sale, unit

AS_OF = "2026-06-30"
Row = dict[str, object]


def issue(issue_id: str, submitted_on: str, **columns: object) -> Row:
    return {
        "issue_id": issue_id, "title": issue_id, "product_id": "car", "source": "after_sales",
        "submitted_on": submitted_on, "currency": "CNY", **columns,
    }  # fmt: skip


def campaign(campaign_id: str, issue_id: str, kind: str, unit_cost: object, on: str) -> Row:
    return {
        "campaign_id": campaign_id, "issue_id": issue_id, "campaign_type": kind,
        "unit_cost": unit_cost, "started_on": on, "currency": "CNY",
    }  # fmt: skip


def component(unit_id: str, lot_no: str, part_no: str = "bms", **columns: object) -> Row:
    return {
        "unit_id": unit_id, "component_position": "sensor", "part_no": part_no, "lot_no": lot_no,
        "installed_on": "2025-01-01", **columns,
    }  # fmt: skip


BATCH = [
    unit(f"g{key:04d}", "car", production_batch="B1", built_on="2020-11-01") for key in range(8000)
]
LEFT_OVER = [
    unit("stock", "car", "", production_batch="B1", status="stock"),
    unit("way", "car", "", production_batch="B1", status="in_transit"),
    # sold, but with the customer only after the as-of date
    unit("later", "car", "2026-07-01", production_batch="B1"),
    unit("gone", "car", production_batch="B1", status="scrapped", status_on="2026-06-30"),
    unit("abroad", "car", production_batch="B1", status="exported", status_on="2026-02-01"),
    unit("back", "car", production_batch="B1"),
    unit("bus", "bus", production_batch="B1"),
]
LOT = [unit(f"u{key}", "car") for key in range(1, 10)]
LOT[4] |= {"status": "scrapped", "status_on": "2026-03-01"}

TABLES: dict[str, list[Row]] = {
    "warranty.products": [product("car", "cars"), product("bus", "buses", own=False)],
    "warranty.units": [*BATCH, *LEFT_OVER, *LOT],
    "parts.parts": [
        {"part_no": "bms0", "part_name": "Sensor", "superseded_by_part_no": "bms"},
        {"part_no": "bms", "part_name": "Sensor"}, {"part_no": "door", "part_name": "Door"},
    ],
    "warranty.unit_components": [
        component("u1", "L1"),
        # the sensor of u2 was moved into u3
        component("u2", "L1", removed_on="2026-01-10"),
        component("u2", "L9", installed_on="2026-01-10"),
        component("u3", "L1", installed_on="2026-01-10"),
        component("u4", "L1", installed_on="2026-07-01"),
        component("u5", "L1", removed_on="2026-07-01"),
        component("u6", "L1", removed_on="2026-06-30"),
        component("u7", "L1", "bms0"),
        component("u8", "L1", "door"),
        component("u9", "L2"),
    ],
    "crm.sales": [sale("s1", "car", 100, "2025-01-01", unit_id="back")],
    "crm.sale_adjustments": [adjustment("a1", "s1", "return", 100, "2026-05-01")],
    "quality.issues": [
        # A6: two issues on the same cars, the design fault and the calibration
        issue("DESIGN", "2026-01-15", affected_batch="B1", recall_cost_per_unit=15000,
              claimed_avoided_amount=200_000_000, first_failure_on="2025-12-01",
              accepted_on="2026-02-01", fix_released_on="2026-03-31",
              fix_verified_on="2026-07-05", failure_mode="BMS_DRIFT"),
        issue("CALIBRATION", "2026-01-10", affected_batch="B1", recall_cost_per_unit="0.05",
              first_failure_on="2025-12-20", accepted_on="2026-01-20",
              fix_released_on="2026-02-03", fix_verified_on="2026-03-05"),
        issue("LOT", "2026-02-01", part_no="bms", affected_lot_no="L1", currency="",
              accepted_on="2026-02-05", fix_released_on="2026-02-20",
              fix_verified_on="2026-03-01"),
        # raised again after the fix was verified
        issue("LOT_AGAIN", "2026-04-15", duplicate_of_issue_id="LOT", recall_cost_per_unit=100,
              claimed_avoided_amount=50, currency="EUR"),
        issue("LOT_THIRD", "2026-05-01", duplicate_of_issue_id="LOT_AGAIN", part_no="bms",
              affected_lot_no="L2", recall_cost_per_unit=999, claimed_avoided_amount=70),
        issue("NO_BATCH", "2026-02-02", recall_cost_per_unit=10),
        issue("EMPTY_BATCH", "2026-02-03", affected_batch="B7", recall_cost_per_unit=10),
        issue("RING_A", "2026-02-04", duplicate_of_issue_id="RING_B"),
        issue("RING_B", "2026-02-05", duplicate_of_issue_id="RING_A"),
        issue("ORPHAN", "2026-02-06", duplicate_of_issue_id="lost", accepted_on="2026-02-07"),
        issue("TOMORROW", "2026-07-01", affected_batch="B1"),
        issue("TOMORROW_AGAIN", "2026-07-02", duplicate_of_issue_id="RING_A"),
    ],
    "quality.campaigns": [
        campaign("ota", "DESIGN", "ota", 0, "2026-03-01"),
        campaign("adjust", "DESIGN", "calibration", 200, "2026-03-01"),
        campaign("recall", "DESIGN", "recall", 15000, "2026-03-01"),
        campaign("tomorrow", "DESIGN", "service_bulletin", 7, "2026-07-01"),
        campaign("all", "CALIBRATION", "calibration", 200, "2026-03-01"),
        campaign("ring", "RING_B", "recall", 5, "2026-06-30"),
        campaign("again", "LOT_AGAIN", "service_bulletin", 30, "2026-06-30"),
    ],
    "quality.campaign_units": [
        *({"campaign_id": "all", "unit_id": row["unit_id"]} for row in BATCH),
        {"campaign_id": "ota", "unit_id": "g0001"},
        {"campaign_id": "again", "unit_id": "u1"}, {"campaign_id": "again", "unit_id": "u3"},
    ],
    "finance.exchange_rates": [
        {"rate_on": "2026-01-01", "from_currency": "EUR", "to_currency": "CNY", "rate": 8},
        {"rate_on": "2026-04-16", "from_currency": "EUR", "to_currency": "CNY", "rate": 9},
    ],
    "planning.assumptions": [
        {"assumption": "recall_probability", "valid_from": AS_OF, "value": 0.5, "unit": "share",
         "source": "board"},
        {"assumption": "recall_completion_low", "valid_from": "2026-07-01", "value": 0.1,
         "unit": "share", "source": "board"},
    ],
    "warranty.claims": [
        claim("whole", unit_id="u1", failure_mode="BMS_DRIFT", ambient_temp_c=-12),
        claim("denied", unit_id="u2", failure_mode="NOISE", ambient_temp_c=3, status="denied"),
        claim("default", unit_id="u3", failure_mode="Other", ambient_temp_c=3),
        claim("no_unit", "car", failure_mode="BMS_DRIFT", ambient_temp_c=3),
        claim("recalled", unit_id="u1", claim_type="recall"),
        claim("other_brand", unit_id="bus", failure_mode="BMS_DRIFT"),
    ],
    "warranty.claim_lines": [
        causal("whole", 1, 5, "bms"), causal("whole", 2, 5, "bms0"), causal("denied", 1, 5, "door"),
        causal("default", 1, 5, "bms"), line("no_unit", 1, 5), causal("recalled", 1, 5, "bms"),
        causal("other_brand", 1, 5, "bms"),
    ],
}  # fmt: skip

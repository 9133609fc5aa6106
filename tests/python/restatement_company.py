"""A small company whose value restatement, contributions and report are reckoned by hand."""

from __future__ import annotations

from customer_rows import answer, center, cost_line, customer, job, product, referral, region, sale
from customer_rows import unit as unit_of
from warranty_rows import causal, claim, line, rate, recovery

Row = dict[str, object]


def entry(entry_id: str, posted_on: str, cost_type: str, amount: object, line_: str) -> Row:
    return {
        "entry_id": entry_id, "account": "6401", "cost_type": cost_type, "posted_on": posted_on,
        "amount": amount, "currency": "CNY", "product_line": line_, "region_id": "north",
    }  # fmt: skip


def invoice(invoice_id: str, recognized_on: str, kind: str, amount: object) -> Row:
    return {
        "invoice_id": invoice_id, "line_no": 1, "revenue_type": kind, "product_line": "trucks",
        "recognized_on": recognized_on, "net_amount": amount, "currency": "CNY",
        "region_id": "north",
    }  # fmt: skip


def count(on: str, part_no: str, location: str, qty: object, cost: object, **more: object) -> Row:
    return {
        "snapshot_on": on, "part_no": part_no, "location_id": location, "on_hand_qty": qty,
        "unit_cost": cost, "currency": "CNY", **more,
    }  # fmt: skip


def failing(claim_id: str, unit_id: str, on: str, amount: object, *parts: str) -> list[Row]:
    """A claim of the unit that failed and was posted on a day, and its causal part lines."""
    dates = dict.fromkeys(("failed_on", "submitted_on", "decided_on", "posted_on"), on)
    head = claim(claim_id, unit_id=unit_id, service_center_id="c1", **dates)
    return [head, *(causal(claim_id, n, amount, part) for n, part in enumerate(parts, 1))]


def tables() -> dict[str, list[Row]]:
    """All raw tables of the company; its as-of date is 2026-06-30."""
    claims = [
        failing("A", "t1", "2026-02-10", "90.00", "pump"),
        failing("B", "t1", "2026-05-10", "100.00", "pump", "valve", "seal"),
        failing("C", "b1", "2026-05-20", "70.00", "pump"),
    ]
    goodwill = claim(
        "G", unit_id="t1", service_center_id="c1", claim_type="goodwill", work_order_id="J1",
        failed_on="2026-05-02", submitted_on="2026-05-02", decided_on="2026-05-05",
        posted_on="2026-05-10",
    )  # fmt: skip
    return {
        "service.regions": [region("north", "UTC"), region("south", "UTC")],
        "service.service_centers": [center("c1", "south", operator="partner")],
        "warranty.products": [product("car", "trucks"), product("bus", "buses")],
        "warranty.units": [unit_of("t1", "car", "north"), unit_of("b1", "bus", "south")],
        "warranty.claims": [head for head, *_ in claims] + [goodwill],
        "warranty.claim_lines": [
            *(row for _, *lines in claims for row in lines),
            line("G", 1, "300.00"),
        ],
        "warranty.supplier_recoveries": [
            recovery("R1", "B", "40.00", "2026-06-01"),
            recovery("R0", "A", "15.00", "2026-03-01"),
        ],
        "parts.parts": [
            {"part_no": "pump", "part_name": "Pump", "standard_cost": "20", "currency": "USD"},
            {"part_no": "valve", "part_name": "Valve", "standard_cost": "9", "currency": "CNY"},
            {"part_no": "seal", "part_name": "Seal"},
        ],
        "parts.locations": [{"location_id": name, "location_name": name} for name in ("L1", "L2")],
        "parts.inventory_snapshots": [
            count("2026-03-31", "pump", "L1", "1", "100"),
            count("2026-05-31", "pump", "L1", "10", "100"),
            count("2026-05-31", "pump", "L2", "100", "100"),
            count("2026-06-15", "pump", "L1", "8", "100"),
            count("2026-06-30", "pump", "L1", "6", ""),
            count("2026-06-30", "valve", "L1", "2.5", "10.01"),
            count("2026-06-30", "valve", "L2", "-4", "10.00"),
        ],
        "finance.exchange_rates": [rate("2024-01-01", "USD", "CNY", 7)],
        "finance.service_costs": [
            entry("s1", "2025-07-15", "labor", "100.00", "trucks"),
            entry("s2", "2025-10-15", "labor", "200.50", "trucks"),
            entry("s3", "2026-02-15", "labor", "300.00", "trucks"),
            entry("s4", "2026-06-30", "labor", "400.25", "trucks"),
            entry("s5", "2026-06-15", "travel", "50.00", "buses"),
        ],
        "finance.service_revenue": [
            invoice("v1", "2026-05-15", "parts", "1000.00"),
            invoice("v2", "2026-05-15", "internal_warranty", "500.00"),
        ],
        "crm.customers": [customer(name) for name in ("ann", "bob", "cid", "dan")],
        "crm.sales": [sale("S1", "bob", "2026-06-01", 500_000, delivered_on="2026-06-10")],
        "crm.referrals": [
            referral("F1", "ann", sale_id="S1", referred="bob", work_order_id="J1",
                     at="2026-05-05 12:00:00"),
            referral("F2", "ann", referred="cid", at="2026-05-06 12:00:00"),
        ],
        "crm.survey_responses": [
            answer("w1", 9, customer_id="ann", at="2026-02-01 12:00:00"),
            answer("w2", 3, customer_id="bob", at="2026-02-01 12:00:00"),
            *(answer(f"x{n}", score, customer_id=name, at="2026-05-01 12:00:00")
              for n, (name, score) in enumerate(zip(("ann", "bob", "cid", "dan"), (9, 10, 9, 7),
                                                    strict=True))),
        ],
        "service.work_orders": [
            job("J1", opened_at="2026-05-01 08:00:00", closed_at="2026-05-02 08:00:00",
                unit_id="t1", goodwill_amount="80.00", currency="CNY"),
            job("J2", opened_at="2026-03-30 08:00:00", closed_at="2026-04-02 08:00:00",
                unit_id="t1", goodwill_amount="120.00", currency="CNY"),
            job("J3", opened_at="2026-06-30 08:00:00", unit_id="b1", goodwill_amount="30.00",
                currency="CNY"),
        ],
        "service.work_order_costs": [cost_line("J2", "labor", 120.0, "list_price_forgone")],
    }  # fmt: skip

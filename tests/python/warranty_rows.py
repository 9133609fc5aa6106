"""Rows of a small manufacturer for the golden tests of warranty cost and failing parts."""

from __future__ import annotations

Row = dict[str, object]


def product(product_id: str, line: str, own: bool = True) -> Row:
    return {
        "product_id": product_id, "product_name": product_id, "product_line": line,
        "is_own_brand": own,
    }  # fmt: skip


def unit(
    unit_id: str, product_id: str, in_service_on: str = "2025-01-01", **columns: object
) -> Row:
    return {
        "unit_id": unit_id, "product_id": product_id, "status": "delivered",
        "in_service_on": in_service_on, **columns,
    }  # fmt: skip


def sale(
    sale_id: str, product_id: str, amount: object, delivered_on: str = "", **columns: object
) -> Row:
    return {
        "sale_id": sale_id, "order_id": sale_id, "customer_id": "c1", "product_id": product_id,
        "ordered_on": "2025-01-01", "delivered_on": delivered_on, "quantity": 1,
        "net_amount": amount, "currency": "CNY", **columns,
    }  # fmt: skip


def adjustment(
    adjustment_id: str, sale_id: str, kind: str, amount: object, on: str, **columns: object
) -> Row:
    return {
        "adjustment_id": adjustment_id, "sale_id": sale_id, "adjustment_type": kind,
        "adjusted_on": on, "amount": amount, "currency": "CNY", **columns,
    }  # fmt: skip


def claim(claim_id: str, product_id: str = "", **columns: object) -> Row:
    """An approved base claim that failed, was submitted, decided and posted on 2026-03-10."""
    return {
        "claim_id": claim_id, "claim_version": 1, "product_id": product_id, "claim_type": "base",
        "failed_on": "2026-03-10", "submitted_on": "2026-03-10", "decided_on": "2026-03-10",
        "posted_on": "2026-03-10", "status": "approved", "currency": "CNY", **columns,
    }  # fmt: skip


def line(claim_id: str, line_no: int, amount: object, **columns: object) -> Row:
    return {
        "claim_id": claim_id, "claim_version": 1, "line_no": line_no, "line_type": "labor",
        "claimed_amount": amount, "approved_amount": amount, **columns,
    }  # fmt: skip


def causal(claim_id: str, line_no: int, amount: object, part_no: str, **columns: object) -> Row:
    flags = {"line_type": "part", "part_no": part_no, "quantity": 1, "is_causal_part": True}
    return line(claim_id, line_no, amount, **{**flags, **columns})


def recovery(
    recovery_id: str, claim_id: str, amount: object, received_on: str = "", **columns: object
) -> Row:
    return {
        "recovery_id": recovery_id, "claim_id": claim_id, "requested_on": "2026-03-01",
        "supplier_id": "sup", "requested_amount": amount, "recovered_amount": amount,
        "received_on": received_on, "currency": "CNY", **columns,
    }  # fmt: skip


def rate(on: str, source: str, target: str, value: object) -> Row:
    return {"rate_on": on, "from_currency": source, "to_currency": target, "rate": value}

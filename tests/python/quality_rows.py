"""Rows of complaints and telemetry for the golden tests of the quality marts."""

from __future__ import annotations

from warranty_rows import Row, line


def ticket(ticket_id: str, customer_id: str, topic: str, unit_id: str, **columns: object) -> Row:
    """A complaint opened on 2026-02-10."""
    return {
        "ticket_id": ticket_id, "customer_id": customer_id, "topic": topic, "unit_id": unit_id,
        "is_complaint": "true", "channel": "phone", "status": "open",
        "opened_at": "2026-02-10 10:00:00", **columns,
    }  # fmt: skip


def customer(customer_id: str, into: str = "") -> Row:
    return {
        "customer_id": customer_id, "customer_type": "consumer",
        "created_at": "2020-01-01 00:00:00", "merged_into_customer_id": into,
    }  # fmt: skip


def usage(unit_id: str, usage_on: str, min_temp_c: object, starts: object = 3) -> Row:
    return {
        "unit_id": unit_id, "usage_on": usage_on, "usage_amount": 10, "min_temp_c": min_temp_c,
        "starts": starts,
    }  # fmt: skip


def operation(claim_id: str, line_no: int, code: str, hours: object, standard: object = "") -> Row:
    """A labor line of 100.00."""
    return line(
        claim_id, line_no, 100, labor_operation=code, labor_hours=hours, standard_hours=standard
    )

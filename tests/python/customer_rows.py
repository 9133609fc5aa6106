"""Rows of customers, tickets, surveys, sales and referrals, with what a golden case leaves open."""

from __future__ import annotations


def region(name: str, timezone: str) -> dict:
    return {"region_id": name, "region_name": name, "timezone": timezone}


def center(name: str, region_id: str, operator: str = "own") -> dict:
    return {
        "service_center_id": name, "service_center_name": name, "region_id": region_id,
        "city": name, "operator": operator,
    }  # fmt: skip


def product(name: str, line: str, own: bool = True) -> dict:
    return {
        "product_id": name, "product_name": name, "product_line": line,
        "is_own_brand": "true" if own else "false",
    }  # fmt: skip


def unit(name: str, product_id: str, region_id: str = "") -> dict:
    return {
        "unit_id": name, "product_id": product_id, "region_id": region_id, "status": "delivered",
        "in_service_on": "2024-01-01",
    }  # fmt: skip


def customer(name: str, into: str = "", region_id: str = "", household: str = "") -> dict:
    return {
        "customer_id": name, "customer_type": "consumer", "created_at": "2020-01-01 00:00:00",
        "merged_into_customer_id": into, "region_id": region_id, "household_id": household,
    }  # fmt: skip


def ticket(name: str, into: str = "", center_id: str = "", unit_id: str = "") -> dict:
    return {
        "ticket_id": name, "merged_into_ticket_id": into, "service_center_id": center_id,
        "unit_id": unit_id, "channel": "phone",
        "opened_at": "2025-01-01 00:00:00", "status": "open",
    }  # fmt: skip


def job(name: str, order_type: str = "repair", **more: object) -> dict:
    return {
        "work_order_id": name, "order_type": order_type, "service_mode": "onsite",
        "opened_at": "2025-01-05 08:00:00", **more,
    }  # fmt: skip


def cost_line(work_order_id: str, cost_type: str, amount: float, basis: str) -> dict:
    return {
        "cost_line_id": f"{work_order_id}-{cost_type}", "work_order_id": work_order_id,
        "cost_type": cost_type, "cost_basis": basis, "amount": amount, "currency": "CNY",
    }  # fmt: skip


def answer(
    name: str,
    score: float,
    *,
    customer_id: str = "",
    product_id: str = "",
    survey_type: str = "nps_relationship",
    ticket_id: str = "",
    work_order_id: str = "",
    at: str = "2025-02-01 12:00:00",
    scale_max: int = 10,
) -> dict:
    return {
        "response_id": name, "customer_id": customer_id, "product_id": product_id,
        "survey_type": survey_type, "ticket_id": ticket_id, "work_order_id": work_order_id,
        "score": score, "scale_min": 0, "scale_max": scale_max, "answered_at": at,
    }  # fmt: skip


def sale(
    name: str,
    customer_id: str,
    ordered_on: str,
    net_amount: float,
    *,
    currency: str = "CNY",
    delivered_on: str = "",
    product_id: str = "car",
) -> dict:
    return {
        "sale_id": name, "order_id": name, "customer_id": customer_id, "product_id": product_id,
        "ordered_on": ordered_on, "delivered_on": delivered_on, "quantity": 1,
        "net_amount": f"{net_amount:.2f}", "currency": currency,
    }  # fmt: skip


def referral(
    name: str,
    referrer: str,
    *,
    sale_id: str = "",
    referred: str = "",
    work_order_id: str = "",
    at: str = "2025-01-10 12:00:00",
    evidence: str = "referral_code",
    campaign_id: str = "",
) -> dict:
    return {
        "referral_id": name, "referrer_customer_id": referrer, "referred_customer_id": referred,
        "sale_id": sale_id, "work_order_id": work_order_id, "referred_at": at,
        "evidence": evidence, "campaign_id": campaign_id,
    }  # fmt: skip

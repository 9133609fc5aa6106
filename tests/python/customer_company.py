"""One small company with every golden case of NPS, referrals and service cases in it."""

from __future__ import annotations

import random

from customer_rows import (
    answer,
    center,
    cost_line,
    customer,
    job,
    product,
    referral,
    region,
    sale,
    ticket,
    unit,
)
from harness import Rows

# 16:30 UTC on 31 March is the second quarter in Shanghai and the first in UTC.
LATE_MARCH = "2025-03-31 16:30:00"


def scores(prefix: str, product_id: str, promoters: int, passives: int, detractors: int) -> Rows:
    values = [10] * promoters + [7] * passives + [0] * detractors
    return [
        answer(f"{prefix}{n:03}", score, customer_id=f"{prefix}c{n}", product_id=product_id)
        for n, score in enumerate(values)
    ]


def survey_rows() -> Rows:
    return [
        # G17 and oracle 9
        *scores("g17-", "van", 14, 5, 1),
        *scores("o9-", "truck", 162, 108, 54),
        # one answer per surviving customer: the latest, then the highest key
        answer("m1", 0, customer_id="merged", product_id="bus", at="2025-02-01 00:00:00"),
        answer("m2", 9, customer_id="survivor", product_id="bus", at="2025-02-02 00:00:00"),
        answer("m3", 8, customer_id="merged", product_id="bus", at="2025-02-02 00:00:00"),
        answer("a1", 10, product_id="bus"),
        answer("a2", 10, product_id="bus"),
        answer("stars", 5, customer_id="survivor", product_id="bus", scale_max=5),
        # line of the ticket's and of the job's unit, else unknown
        answer("t1", 10, survey_type="nps_transaction", ticket_id="t_bus"),
        answer("j1", 10, survey_type="nps_transaction", work_order_id="j_truck"),
        answer("o1", 0, survey_type="nps_transaction", product_id="nobody's"),
        # mystery audits, also through a merged ticket and through a job
        answer("x1", 0, survey_type="nps_transaction", ticket_id="t_audit"),
        answer("x2", 0, survey_type="nps_transaction", ticket_id="t_into_audit"),
        answer("x3", 0, survey_type="nps_transaction", work_order_id="j_audit"),
        # local dates: centre, unit, customer, default
        answer("z1", 10, ticket_id="t_center", at=LATE_MARCH, product_id="tram"),
        answer("z2", 10, ticket_id="t_unit", at=LATE_MARCH, product_id="tram"),
        answer("z3", 10, customer_id="eastern", at=LATE_MARCH, product_id="tram"),
        answer("z4", 10, at=LATE_MARCH, product_id="tram"),
    ]


def referral_rows() -> Rows:
    friends = [
        referral(f"g{n}", "driver", sale_id=f"friend{n}", work_order_id="rescue") for n in (1, 2, 3)
    ]
    return [
        *friends,
        referral("usd", "survivor", sale_id="usd"),
        referral("back", "merged", sale_id="returned"),
        referral("self", "merged", sale_id="by_survivor"),
        referral("lost", "driver", sale_id="never delivered"),
        referral("lead", "eastern", at=LATE_MARCH),
        referral("future", "driver", at="2026-01-02 00:00:00"),
        # the answer at the very moment counts, a later one does not
        referral("at_once", "moody", at="2025-05-01 10:00:00"),
        referral("before", "moody", at="2025-05-01 09:59:59"),
        referral("after", "moody", at="2025-06-01 10:00:00"),
    ]


def property_rows(seed: int = 7) -> tuple[Rows, Rows, Rows]:
    """Many buyers, each with one or two sales, any number of claims, campaigns and credits."""
    rng = random.Random(seed)
    sales, credits, claims = [], [], []
    for n in range(250):
        for k in range(rng.choice([1, 1, 1, 2])):
            name, price = f"p{n}-{k}", rng.randint(1, 10**7)
            sales.append(sale(name, f"buyer{n}", "2025-07-01", price / 100))
            if rng.random() < 0.3:
                kind = rng.choice(["credit", "credit", "cancellation"])
                off = price if kind == "cancellation" else rng.randint(0, price)
                credits.append(adjustment(f"off{n}-{k}", name, kind, "2025-08-01", off / 100))
            for c in range(rng.randint(0, 5)):
                claims.append(
                    referral(
                        f"claim{n}-{k}-{c}",
                        rng.choice([f"buyer{n}", f"buyer{rng.randrange(250)}", f"fan{n}{c}"]),
                        sale_id=name,
                        at=rng.choice(["2025-06-01 00:00:00", "2024-12-01 00:00:00"]),
                        campaign_id=rng.choice(["", "", "ads", "fair"]),
                    )
                )
    return sales, credits, claims


def adjustment(name: str, sale_id: str, kind: str, on: str, amount: float, **more: object) -> dict:
    return {
        "adjustment_id": name, "sale_id": sale_id, "adjustment_type": kind, "adjusted_on": on,
        "amount": f"{amount:.2f}", "currency": "CNY", **more,
    }  # fmt: skip


def tables() -> dict[str, Rows]:
    sales, credits, claims = property_rows()
    return {
        "service.regions": [region("east", "Asia/Shanghai")],
        "service.service_centers": [center("shanghai", "east"), center("nowhere", "lost")],
        "warranty.products": [
            *[product(name, f"{name}s") for name in ("van", "truck", "bus", "tram", "car")],
            product("foreign", "foreigns", own=False),
        ],
        "warranty.units": [
            unit("u_bus", "bus"), unit("u_truck", "truck"), unit("u_east", "tram", "east"),
        ],
        "crm.customers": [
            customer("merged", into="survivor"), customer("survivor"), customer("driver"),
            customer("eastern", region_id="east"), customer("moody"),
        ],
        "service.tickets": [
            ticket("t_bus", unit_id="u_bus"), ticket("t_audit"),
            ticket("t_into_audit", into="t_audit"),
            ticket("t_center", center_id="shanghai"),
            ticket("t_unit", center_id="nowhere", unit_id="u_east"),
            ticket("ring_b", into="ring_a"), ticket("ring_a", into="ring_c"),
            ticket("ring_c", into="ring_b"), ticket("outside", into="ring_c"),
            ticket("orphaned", into="nobody"),
        ],
        "service.ticket_events": [
            {"event_id": name, "ticket_id": of, "occurred_at": at, "event_type": "created",
             "actor_type": "system"}
            for name, of, at in [
                ("e2", "t_into_audit", "2025-01-01 10:00:00"),
                ("e1", "t_into_audit", "2025-01-01 10:00:00"),
                ("e3", "t_center", LATE_MARCH), ("e4", "no_ticket", LATE_MARCH),
                ("e5", "t_center", "2025-12-31 16:30:00"),
            ]
        ],
        "service.mystery_audits": [
            {"audit_id": "a", "ticket_id": "t_audit", "auditor_role": "head", "stage": "call",
             "audited_on": "2025-02-01", "breakpoints": 0, "emotion_score": 0},
        ],
        "service.work_orders": [
            job("rescue", order_type="rescue"), job("j_truck", unit_id="u_truck"),
            job("j_audit", ticket_id="t_into_audit"),
            job("gift", goodwill_amount=10, currency="CNY"),
            job("no_gift", goodwill_amount=0, currency="CNY"),
        ],
        "service.work_order_costs": [
            cost_line("rescue", "labor", 2 * 150, "actual_cost"),
            cost_line("rescue", "travel", 50, "actual_cost"),
            cost_line("rescue", "parts", 800, "list_price_forgone"),
            cost_line("j_truck", "labor", 70, "actual_cost"),
        ],
        "crm.survey_responses": [
            *survey_rows(),
            answer("n1", 10, customer_id="moody", at="2025-04-01 00:00:00", product_id="tram"),
            answer("n2", 6, customer_id="moody", at="2025-05-01 10:00:00", product_id="tram"),
            answer("n3", 5, customer_id="moody", at="2025-05-20 00:00:00", scale_max=5),
        ],
        "crm.referrals": [*referral_rows(), *claims],
        "crm.sales": [
            *[sale(f"friend{n}", f"f{n}", "2025-03-01", 700_000) for n in (1, 2, 3)],
            sale("usd", "dollar", "2025-02-20", 1000, currency="USD", delivered_on="2025-06-01"),
            sale("returned", "sorry", "2025-02-20", 500, delivered_on="2025-03-01"),
            sale("by_survivor", "survivor", "2025-02-20", 500),
            sale("of_foreign", "stranger", "2025-02-20", 500, product_id="foreign"),
            *sales,
        ],
        "crm.sale_adjustments": [
            adjustment("c1", "usd", "credit", "2025-07-01", 100, currency="USD"),
            adjustment("r1", "returned", "return", "2025-10-01", 500),
            *credits,
        ],
        "finance.exchange_rates": [
            {"rate_on": on, "from_currency": "USD", "to_currency": "CNY", "rate": rate}
            for on, rate in [("2025-01-01", 7), ("2025-06-01", 8), ("2025-07-01", 9)]
        ],
        "crm.referral_rewards": [
            {"reward_id": name, "referral_id": of, "paid_on": on, "amount": 600, "currency": "CNY"}
            for name, of, on in [
                ("w1", "g1", "2025-03-31"), ("w2", "", "2025-01-01"), ("w3", "g2", "2025-04-01"),
                ("w4", "g3", "2026-01-01"),
            ]
        ],
        "crm.marketing_spend": [
            {"spend_id": "s1", "spent_on": "2025-02-01", "channel": "web", "amount": 700,
             "currency": "USD"},
        ],
    }  # fmt: skip

"""Revenue of the service business, by invoice line."""

from __future__ import annotations

import numpy as np

from simulator import catalogue as cat
from simulator.claims import Claims
from simulator.columns import DAY, days, integers, labels, money, seconds
from simulator.company import CURRENCIES, REGION_IDS
from simulator.fleet import Fleet
from simulator.jobs import INSTALLATION, NEVER, OTHER, PAID, Jobs
from simulator.relations import SERVICE_PRODUCTS
from simulator.work import job_currency
from simulator.world import Block

REVENUE = [
    "parts",
    "extended_warranty",
    "value_added",
    "out_of_warranty",
    "third_party",
    "internal_warranty",
    "other",
]
P_PARTS, P_EXTENDED, P_VALUE, P_REPAIR, P_THIRD, P_INTERNAL, P_OTHER = range(7)


def _invoice(
    block: Block,
    number: np.ndarray,
    line: int,
    kind: np.ndarray,
    day: np.ndarray,
    amount: np.ndarray,
    currency: np.ndarray,
    region: np.ndarray,
    **more: object,
) -> None:
    where = amount != 0
    columns = {
        "invoice_id": block.ids("INV-", number),
        "line_no": integers(np.full(len(number), line)),
        "region_id": labels(region, REGION_IDS),
        "revenue_type": labels(kind, REVENUE),
        "recognized_on": days(day),
        "net_amount": money(amount),
        "currency": labels(currency, CURRENCIES),
        "updated_at": seconds(day * DAY + 75_000),
        **more,
    }
    block.sink.write("finance.service_revenue", columns, where)
    world = block.world
    told = where & (day * DAY + 75_000 < world.end)
    value = world.rates.to_reporting(amount, currency, day)
    month = world.month_index(np.where(told, day, world.start))
    shape = (len(REVENUE), len(REGION_IDS), world.months)
    block.book("income", shape, (kind[told], region[told], month[told]), value[told])


def write_income(
    block: Block, fleet: Fleet, jobs: Jobs, costs: np.ndarray, claims: Claims, contracts: dict
) -> None:
    """`finance.service_revenue` of paid jobs, contracts, and own warranty work (internal)."""
    network, n = block.world.network, len(jobs)
    region = network.region[jobs.center]
    paid = np.flatnonzero((jobs.payer == PAID) & (jobs.closed < NEVER))
    day = jobs.closed[paid] // DAY
    currency = job_currency(block, jobs)[paid]
    kind = jobs.kind[paid]
    repair = np.where(kind == OTHER, P_THIRD, np.where(kind == INSTALLATION, P_VALUE, P_REPAIR))
    own = network.is_own[jobs.center[paid]]
    line = fleet.line[jobs.unit[paid]]
    common = {
        "work_order_id": block.ids("WOR-", paid),
        "customer_id": block.ids("CUS-", fleet.customer[jobs.unit[paid]]),
        "unit_id": block.ids("UNI-", jobs.unit[paid]),
        "service_center_id": labels(np.where(own, jobs.center[paid], -1), network.ids),
        "product_line": labels(line, cat.LINES[:-1]),
    }
    # Partner centres keep the price of the work; the company sells them the part.
    work = np.where(own, (costs[0] + costs[1])[paid] * 29 // 10, 0)
    product = {"service_product": labels(np.where(kind == INSTALLATION, 0, -1), SERVICE_PRODUCTS)}
    _invoice(block, paid, 1, repair, day, work, currency, region[paid], **common, **product)
    part = {"part_no": labels(jobs.part[paid], block.world.parts.numbers)}
    _invoice(
        block,
        paid,
        2,
        np.full(len(paid), P_PARTS),
        day,
        costs[2][paid] * 12 // 5,
        currency,
        region[paid],
        **common,
        **part,
    )
    _contracts(block, fleet, contracts, n)
    _internal(block, claims, jobs, n + len(fleet.product) * 12)


def _contracts(block: Block, fleet: Fleet, contracts: dict, used: int) -> None:
    """One line a quarter for two years; one-off products are recognised at once."""
    unit, product = contracts["unit"], contracts["product"]
    kind = np.where(product == 3, P_EXTENDED, P_VALUE)
    kind = np.where(product == 6, P_OTHER, kind)
    for quarter in range(8):
        recurring = product >= 2
        amount = np.where(recurring, contracts["amount"] // 4, contracts["amount"])
        amount = np.where(recurring | (quarter == 0), amount, 0)
        more = {
            "customer_id": block.ids("CUS-", fleet.customer[unit]),
            "unit_id": block.ids("UNI-", unit),
            "product_line": labels(fleet.line[unit], cat.LINES[:-1]),
            "service_product": labels(product, SERVICE_PRODUCTS),
        }
        _invoice(
            block,
            used + unit * 8 + quarter,
            1,
            kind,
            contracts["starts"] + 91 * quarter,
            amount,
            contracts["currency"],
            fleet.region[unit],
            **more,
        )


def _internal(block: Block, claims: Claims, jobs: Jobs, used: int) -> None:
    """The transfer price of warranty work of own centres."""
    network = block.world.network
    own = claims.is_posted & (claims.job_center >= 0)
    own &= network.is_own[np.maximum(claims.job_center, 0)]
    number = np.flatnonzero(own)
    center = claims.job_center[number]
    hours = cat.CATEGORY_HOURS[jobs.category[claims.job[number]]]
    amount = np.where(claims.currency[number] == 1, hours * 22, hours * 160)
    more = {
        "work_order_id": block.ids("WOR-", claims.job[number]),
        "unit_id": block.ids("UNI-", claims.unit[number]),
        "service_center_id": labels(center, network.ids),
        "product_line": labels(claims.line[number], cat.LINES),
    }
    _invoice(
        block,
        used + number,
        1,
        np.full(len(number), P_INTERNAL),
        claims.final_posted[number],
        amount,
        claims.currency[number],
        network.region[center],
        **more,
    )

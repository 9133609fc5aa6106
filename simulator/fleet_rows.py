"""The rows of customers, units, sales and adjustments, version by version, and their totals."""

from __future__ import annotations

import numpy as np

from simulator import catalogue as cat
from simulator.columns import (
    DAY,
    NULL,
    Col,
    days,
    ids,
    integers,
    labels,
    money,
    seconds,
)
from simulator.company import CITY_NAMES, CURRENCIES, REGION_IDS
from simulator.fleet import FAR, Fleet, known_at
from simulator.world import PLANTS, Block

STATUSES = ["stock", "in_transit", "delivered", "returned", "scrapped", "exported"]
FAMILY = ["Wang", "Li", "Zhang", "Liu", "Chen", "Yang", "Zhao", "Huang", "Weber", "Lindqvist"]
GIVEN = ["Wei", "Fang", "Min", "Jing", "Lei", "Yan", "Hao", "Ning", "Anna", "Jonas"]
NAMES = [f"{family} {given}" for family in FAMILY for given in GIVEN]


def write_customers(block: Block, fleet: Fleet) -> None:
    """`crm.customers`: created, and once more when merged into another account."""
    n = len(fleet.created)
    number = np.arange(n)
    created = fleet.created * DAY + block.rng.integers(0, DAY, n)
    segment = np.where(fleet.is_business, block.rng.integers(1, 3, n), 0)
    base = {
        "customer_id": block.ids("CUS-", number),
        "customer_type": labels(fleet.is_business, ["consumer", "business"]),
        "segment": labels(segment, ["retail", "fleet", "key account"]),
        "household_id": block.ids("HOU-", fleet.household),
        "region_id": labels(fleet.customer_region, REGION_IDS),
        "city": labels(block.world.network.city[fleet.customer_center], CITY_NAMES),
        "full_name": labels(block.rng.integers(0, len(NAMES), n), NAMES),
        "phone": block.ids("+86 139-", number),
        "email": ids("cust", number + block.first_key, block.world.digits, "@example.com"),
        "created_at": seconds(created),
    }
    block.sink.write("crm.customers", {**base, "updated_at": seconds(created)})
    merged = fleet.merged_into >= 0
    later = {
        **base,
        "merged_into_customer_id": block.ids("CUS-", fleet.merged_into),
        "updated_at": seconds(known_at(fleet.merged_on, block)),
    }
    known = merged & (fleet.merged_on <= block.world.as_of)
    block.sink.write("crm.customers", later, known, again=True)


def write_units(block: Block, fleet: Fleet) -> None:
    """`warranty.units`: built, shipped, delivered, and what became of it."""
    n = block.units
    own = cat.PRODUCT_IS_OWN[fleet.product]
    step = (fleet.built - block.world.start) // 14
    batches = [f"{plant}-{index:03d}" for plant in PLANTS for index in range(int(step.max()) + 1)]
    noise = block.rng.uniform(0.97, 1.05, n)
    cost = (cat.PRODUCT_COST[fleet.product] * noise).astype(np.int64) * 100
    base = {
        "unit_id": block.ids("UNI-", np.arange(n)),
        "product_id": labels(fleet.product, cat.PRODUCT_IDS),
        "built_on": days(np.where(own, fleet.built, NULL)),
        "plant": labels(np.where(own, fleet.plant, -1), PLANTS),
        "production_batch": labels(
            np.where(own, fleet.plant * (int(step.max()) + 1) + step, -1), batches
        ),
        "manufacturing_cost": money(np.where(own & (block.rng.random(n) < 0.9), cost, NULL)),
    }
    region = {"region_id": labels(fleet.region, REGION_IDS)}
    owner = {"customer_id": block.ids("CUS-", fleet.customer)}

    def state(code: int, since: np.ndarray) -> dict[str, Col]:
        return {
            "status": labels(np.full(n, code), STATUSES),
            "status_on": days(since),
            "updated_at": seconds(known_at(since, block)),
        }

    shipped = {"shipped_on": days(np.where(own, fleet.shipped, NULL))}
    delivered = {**shipped, **region, **owner, "in_service_on": days(fleet.in_service)}
    write, exists = block.sink.write, fleet.shipped != FAR
    write("warranty.units", {**base, **state(0, fleet.built)})
    write(
        "warranty.units", {**base, **shipped, **state(1, fleet.shipped)}, own & exists, again=True
    )
    write("warranty.units", {**base, **delivered, **state(2, fleet.in_service)}, exists, again=True)
    gone = exists & (fleet.left <= block.world.as_of)
    last = {**base, **delivered, **state(0, fleet.left)}
    last["status"] = labels(fleet.left_status, STATUSES)
    write("warranty.units", last, gone, again=True)
    _write_resold(block, fleet, {**base, **delivered}, gone)


def _write_resold(block: Block, fleet: Fleet, base: dict[str, Col], gone: np.ndarray) -> None:
    resale = np.flatnonzero((fleet.sale_order >= 2 * block.units) & (fleet.delivered != FAR))
    units = fleet.sale_unit[resale]
    on = np.full(block.units, FAR)
    on[units] = fleet.delivered[resale]
    buyer = fleet.customer.copy()
    buyer[units] = fleet.sale_customer[resale]
    columns = {
        **base,
        "customer_id": block.ids("CUS-", buyer),
        "status": labels(np.full(block.units, 2), STATUSES),
        "status_on": days(on),
        "updated_at": seconds(known_at(on, block)),
    }
    known = gone & (on <= block.world.as_of)
    block.sink.write("warranty.units", columns, known, again=True)


def write_sales(block: Block, fleet: Fleet) -> None:
    """`crm.sales` (ordered, then delivered) and `crm.sale_adjustments`."""
    n = len(fleet.ordered)
    channel = block.rng.choice(4, n, p=[0.5, 0.3, 0.15, 0.05])
    base = {
        "sale_id": block.ids("SAL-", np.arange(n)),
        "order_id": block.ids("ORD-", fleet.sale_order),
        "customer_id": block.ids("CUS-", fleet.sale_customer),
        "product_id": labels(fleet.sale_product, cat.PRODUCT_IDS),
        "unit_id": block.ids("UNI-", fleet.sale_unit),
        "region_id": labels(fleet.sale_region, REGION_IDS),
        "channel": labels(channel, ["dealer", "online", "direct", "fleet desk"]),
        "ordered_on": days(fleet.ordered),
        "quantity": integers(fleet.quantity),
        "net_amount": money(fleet.net),
        "currency": labels(fleet.sale_currency, CURRENCIES),
    }
    # An order gets its serial number when it is delivered.
    taken = {**base, "unit_id": block.ids("UNI-", np.full(n, -1))}
    taken = {**taken, "updated_at": seconds(known_at(fleet.ordered, block, 1, 8))}
    known = known_at(fleet.delivered, block, 9, 22)
    done = {**base, "delivered_on": days(fleet.delivered), "updated_at": seconds(known)}
    block.sink.write("crm.sales", taken)
    block.sink.write("crm.sales", done, fleet.delivered != FAR, again=True)
    sale, kind, day, amount, handling = fleet.adjusted
    reason = np.where(kind == 1, block.rng.integers(0, 4, len(sale)), 3)
    columns = {
        "adjustment_id": block.ids("ADJ-", np.arange(len(sale))),
        "sale_id": block.ids("SAL-", sale),
        "adjustment_type": labels(kind, ["cancellation", "return", "credit"]),
        "adjusted_on": days(day),
        "amount": money(amount),
        "currency": labels(fleet.sale_currency[sale], CURRENCIES),
        "quantity": integers(np.where(kind == 1, 1, NULL)),
        "reason": labels(reason, ["defect", "transport", "preference", "other"]),
        "handling_amount": money(handling),
        "updated_at": seconds(known_at(day, block, 9, 22)),
    }
    block.sink.write("crm.sale_adjustments", columns, day <= block.world.as_of)
    _book_sales(block, fleet)


def _book_sales(block: Block, fleet: Fleet) -> None:
    """Truth: revenue by line and month, units delivered, adjustments taken off."""
    world = block.world
    shape = (len(cat.LINES), world.months)
    line = cat.PRODUCT_LINE[fleet.sale_product]
    done = (fleet.delivered <= world.as_of) & (line != cat.OTHER_BRAND)
    revenue = world.rates.to_reporting(fleet.net, fleet.sale_currency, fleet.delivered)
    month = world.month_index(np.where(done, fleet.delivered, world.as_of))
    block.book("revenue", shape, (line[done], month[done]), revenue[done])
    sale, _, day, amount, _ = fleet.adjusted
    off = done[sale] & (day <= world.as_of)
    sale, day = sale[off], day[off]
    taken = world.rates.to_reporting(amount[off], fleet.sale_currency[sale], day)
    month = world.month_index(np.maximum(day, fleet.delivered[sale]))
    block.book("revenue", shape, (line[sale], month), -taken)
    block.book("adjusted", shape, (line[sale], month), taken)
    fielded = (fleet.in_service <= world.as_of) & cat.PRODUCT_IS_OWN[fleet.product]
    month = world.month_index(fleet.in_service[fielded])
    block.book("units_delivered", shape, (fleet.line[fielded], month), 1)

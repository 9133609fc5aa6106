"""The small tables: network, catalogue, rates, quality issues, plans. Plain rows, written once."""

from __future__ import annotations

from typing import Any

from simulator import catalogue as cat
from simulator.calendars import to_date
from simulator.company import (
    CITY_NAMES,
    CURRENCIES,
    PARENT_REGIONS,
    REGION_IDS,
    REGIONS,
    SUPPLIERS,
)
from simulator.work import LOCATIONS
from simulator.world import World
from simulator.writer import Sink, at


def write_masters(world: World, sink: Sink) -> None:
    """Everything that does not depend on the units."""
    _write_network(world, sink)
    _write_people(world, sink)
    _write_catalogue(world, sink)
    _write_rates(world, sink)


def _write_network(world: World, sink: Sink) -> None:
    begin = at(world.start - 140)
    rows: list[dict[str, Any]] = []
    for row in REGIONS:
        keys = ("region_id", "region_name", "parent_region_id", "country", "timezone")
        rows.append({**dict(zip(keys, row[:5], strict=True)), "updated_at": begin})
    for row in PARENT_REGIONS:
        keys = ("region_id", "region_name", "parent_region_id", "country", "timezone")
        rows.append({**dict(zip(keys, row, strict=True)), "updated_at": begin})
    sink.rows("service.regions", rows)
    network, rows = world.network, []
    for index, key in enumerate(network.ids):
        opened, closed = int(network.opened[index]), int(network.closed[index])
        city = CITY_NAMES[network.city[index]]
        partner = int(network.partner[index])
        base = {
            "service_center_id": key,
            "service_center_name": f"Service {city} {index:03d}",
            "region_id": REGION_IDS[network.region[index]],
            "city": city,
            "operator": "own" if network.is_own[index] else "partner",
            "partner_id": network.partner_ids[partner] if partner >= 0 else None,
            "opened_on": to_date(opened),
        }
        rows.append({**base, "updated_at": at(max(opened, world.start - 140))})
        if closed >= 0:
            rows.append({**base, "closed_on": to_date(closed), "updated_at": at(closed, 18)})
    sink.rows("service.service_centers", rows)
    sink.rows(
        "parts.locations",
        [
            {
                "location_id": key,
                "location_name": f"Store {row[1]}",
                "region_id": row[0],
                "updated_at": begin,
            }
            for key, row in zip(LOCATIONS, REGIONS, strict=True)
        ],
    )


def _write_people(world: World, sink: Sink) -> None:
    network, begin = world.network, at(world.start - 140)
    rows = []
    for key, (first, last) in zip(network.partner_ids, network.certified, strict=True):
        base = {
            "partner_id": key,
            "partner_name": f"Partner {key[4:]}",
            "certified_from": to_date(first),
        }
        rows.append({**base, "updated_at": begin})
        if last is not None:
            rows.append({**base, "certified_to": to_date(last), "updated_at": at(last - 20)})
    sink.rows("service.partners", rows)
    people, work = [], []
    for index, (center, own, partner) in enumerate(network.engineers):
        key = network.engineer_ids[index]
        people.append(
            {
                "engineer_id": key,
                "full_name": f"Engineer {index:05d}",
                "employer": "own" if own else "partner",
                "partner_id": network.partner_ids[partner] if partner >= 0 else None,
                "updated_at": begin,
            }
        )
        home = int(network.region[center])
        since = world.start - 90
        shared = index % 7 == 2
        for region in (home, (home + 1) % len(REGION_IDS)) if shared else (home,):
            row = {
                "engineer_id": key,
                "region_id": REGION_IDS[region],
                "fte_share": 0.5 if shared else 1,
                "valid_from": to_date(since),
                "updated_at": begin,
            }
            work.append(row)
            if index % 11 == 5:
                leaves = world.start + 30 * (index % 30) + 60
                work.append({**row, "valid_to": to_date(leaves), "updated_at": at(leaves)})
    sink.rows("service.engineers", people)
    sink.rows("service.engineer_assignments", work)


def _write_catalogue(world: World, sink: Sink) -> None:
    begin, parts = at(world.start - 140), world.parts
    sink.rows(
        "parts.suppliers",
        [
            {"supplier_id": key, "supplier_name": name, "updated_at": begin}
            for key, name in SUPPLIERS
        ],
    )
    sink.rows(
        "warranty.products",
        [
            {
                "product_id": row[0],
                "product_name": row[1],
                "product_line": row[2],
                "model": row[3],
                "brand": "Aurora" if row[4] else "Other",
                "is_own_brand": row[4],
                "manufacturing_cost": row[5],
                "list_price": row[6],
                "currency": "CNY",
                "launched_on": to_date(
                    world.start - 365 + int(row[9] * 365) + (365 if row[9] else 0)
                ),
                "usage_unit": row[7],
                "updated_at": begin,
            }
            for row in cat.PRODUCTS
        ],
    )
    rows, fits = [], []
    for index, number in enumerate(parts.numbers):
        kind, group = cat.CATEGORIES[parts.category[index]], int(parts.group[index])
        since = max(int(parts.valid_from[index]), world.start - 140)
        if parts.valid_from[index] > world.as_of:
            continue
        base = {
            "part_no": number,
            "part_name": f"{kind.name} {cat.GROUPS[group]}",
            "category": kind.name,
            "supplier_id": SUPPLIERS[kind.supplier][0],
            "standard_cost": int(parts.cost[index]) / 100,
            "list_price": int(parts.cost[index]) * 2 / 100,
            "currency": "CNY",
            "lead_time_days": 10 + 5 * (index % 6),
            "is_own_brand": kind.code != "WIP",
            "fastener_count": kind.fasteners,
            "is_last_time_buy": index % 17 == 4,
        }
        rows.append({**base, "updated_at": at(since, 6)})
        after = int(parts.successor[index])
        if after >= 0 and parts.valid_from[after] <= world.as_of:
            rows.append(
                {
                    **base,
                    "superseded_by_part_no": parts.numbers[after],
                    "updated_at": at(int(parts.valid_from[after]), 7),
                }
            )
        for product in cat.PRODUCTS:
            if product[8] == group:
                fits.append(
                    {
                        "part_no": number,
                        "product_id": product[0],
                        "quantity_per_unit": 2 if kind.code == "BRK" else 1,
                        "updated_at": at(since, 6),
                    }
                )
    sink.rows("parts.parts", rows)
    sink.rows("parts.part_applications", fits)
    lines = [*sorted({row[2] for row in cat.PRODUCTS if row[4]} - {"accessories"}), "all"]
    sink.rows(
        "parts.failure_benchmarks",
        [
            {
                "part_category": kind.name,
                "product_line": line,
                "source": "industry panel",
                "failures_per_1000_unit_months": kind.rate
                * 1000
                / 12
                / (3.5 if kind.code == "BMS" else 1),
                "updated_at": begin,
            }
            for kind in cat.CATEGORIES
            if kind.rate
            for line in lines
        ],
    )


def _write_rates(world: World, sink: Sink) -> None:
    rows, rates = [], world.rates
    for offset, micro in enumerate(rates.micro):
        day = rates.first + offset
        if rates.published[offset]:
            rows.append(
                {
                    "rate_on": to_date(day),
                    "from_currency": CURRENCIES[1],
                    "to_currency": CURRENCIES[0],
                    "rate": int(micro) / 1_000_000,
                    "updated_at": at(day, 0),
                }
            )
            if offset % 30 == 0:
                rows.append(
                    {
                        "rate_on": to_date(day),
                        "from_currency": CURRENCIES[0],
                        "to_currency": CURRENCIES[1],
                        "rate": round(1e6 / int(micro), 9),
                        "updated_at": at(day, 0),
                    }
                )
    sink.rows("finance.exchange_rates", rows)

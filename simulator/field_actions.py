"""Campaigns on units of a block, and components replaced in repairs."""

from __future__ import annotations

import numpy as np

from simulator import catalogue as cat
from simulator.columns import DAY, NULL, days, labels, seconds
from simulator.company import SUPPLIER_IDS
from simulator.fleet import FAR, Fleet, known_at
from simulator.genealogy import LOTS
from simulator.jobs import MAINTENANCE, NEVER, Jobs
from simulator.world import Block

CAMPAIGNS = ["CAM-OTA-10.3", "CAM-RECALL-BMS", "CAM-CAL-BMS", "CAM-BULLETIN-VAN"]
OTA, RECALL, CALIBRATION, BULLETIN = range(4)


def campaign_starts(winter: int) -> list[int]:
    """First days of the campaigns, by the October of the planted failures."""
    return [winter + 170, winter + 190, winter + 165, winter - 40]


def recall_days(block: Block, defective: np.ndarray) -> np.ndarray:
    """The day on which each unit comes in for the recall; `FAR` for none."""
    start = campaign_starts(block.world.winter)[RECALL]
    comes = defective & block.chance(0.7, block.units)
    return np.where(comes, start + 3 + block.rng.integers(0, 180, block.units), FAR)


def write_campaign_units(
    block: Block, fleet: Fleet, defective: np.ndarray, recalled: np.ndarray
) -> None:
    """`quality.campaign_units`: every unit once when listed, once more when done."""
    world, n = block.world, block.units
    starts = campaign_starts(world.winter)
    fielded = fleet.in_service < starts[OTA]
    car = (cat.PRODUCT_GROUP[fleet.product] == 0) & cat.PRODUCT_IS_OWN[fleet.product]
    van = (fleet.product == 4) & (fleet.in_service < starts[BULLETIN]) & block.chance(0.2, n)
    undelivered = defective & (fleet.in_service >= starts[CALIBRATION])
    done_later = np.where(block.chance(0.6, n), block.rng.integers(3, 120, n), FAR)
    plan = [
        (OTA, car & fielded & block.chance(0.2, n) & world.has_defect, starts[OTA] + done_later),
        (RECALL, defective & (fleet.in_service != FAR), recalled),
        (CALIBRATION, undelivered, starts[CALIBRATION] + 5 + np.zeros(n, dtype=np.int64)),
        (BULLETIN, van, starts[BULLETIN] + done_later),
    ]
    for code, members, done in plan:
        base = {
            "campaign_id": labels(np.full(n, code), CAMPAIGNS),
            "unit_id": block.ids("UNI-", np.arange(n)),
        }
        listed = seconds(np.full(n, starts[code] * DAY + 30_000))
        block.sink.write("quality.campaign_units", {**base, "updated_at": listed}, members)
        finished = {
            **base,
            "completed_on": days(done),
            "updated_at": seconds(known_at(done, block)),
        }
        done_by = members & (done <= world.as_of)
        block.sink.write("quality.campaign_units", finished, done_by, again=True)


def write_replacements(block: Block, fleet: Fleet, jobs: Jobs) -> None:
    """A repaired component leaves the unit, and its successor comes in (first one a position)."""
    world = block.world
    has_position = np.array([kind.position is not None for kind in cat.CATEGORIES])
    job = np.flatnonzero(
        (jobs.category >= 0)
        & (jobs.kind != MAINTENANCE)
        & (jobs.closed < NEVER)
        & (jobs.mode < 3)
        & has_position[jobs.category]
        & cat.PRODUCT_IS_OWN[fleet.product[jobs.unit]]
    )
    order = job[np.argsort(jobs.closed[job], kind="stable")]
    slot = jobs.unit[order] * cat.N_CATEGORIES + jobs.category[order]
    _, first = np.unique(slot, return_index=True)
    job = order[np.sort(first)]
    unit, category, day = jobs.unit[job], jobs.category[job], jobs.closed[job] // DAY
    group, built = cat.PRODUCT_GROUP[fleet.product[unit]], fleet.built[unit]
    step = (built - world.start) // 28
    lot = (category * 97 + step * 3 + fleet.plant[unit]) % 600
    lot = np.where(block.books["_defective"][unit] & (category == cat.SENSOR), 600, lot)
    positions = [kind.position or "" for kind in cat.CATEGORIES]
    base = {
        "unit_id": block.ids("UNI-", unit),
        "component_position": labels(category, positions),
        "supplier_id": labels(cat.CATEGORY_SUPPLIER[category], SUPPLIER_IDS),
        "updated_at": seconds(jobs.closed[job] + 300),
    }
    old = {
        **base,
        "part_no": labels(world.parts.at(category, group, built), world.parts.numbers),
        "lot_no": labels(lot, LOTS),
        "installed_on": days(built),
        "removed_on": days(day),
    }
    new = {
        **base,
        "part_no": labels(world.parts.at(category, group, day), world.parts.numbers),
        "lot_no": labels((category * 89 + (day - world.start) // 28) % 600, LOTS),
        "installed_on": days(day),
        "removed_on": days(np.full(len(job), NULL)),
    }
    block.sink.write("warranty.unit_components", old, again=True)
    block.sink.write("warranty.unit_components", new)

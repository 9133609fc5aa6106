"""What is in a unit: components by lot, software, coverages, production measurements."""

from __future__ import annotations

import numpy as np

from simulator import catalogue as cat
from simulator.calendars import moment
from simulator.columns import days, decimals, labels, money, seconds
from simulator.company import SUPPLIER_IDS
from simulator.fleet import FAR, Fleet, known_at
from simulator.world import SOFTWARE, Block

DEFECT_LOT = "LOT-BMS-DEFECT-7731"
LOTS = [f"LOT-{index:04d}" for index in range(600)] + [DEFECT_LOT]
BASE_DAYS, POWERTRAIN_DAYS = 3 * 365, 8 * 365


def in_defect_lot(block: Block, fleet: Fleet) -> np.ndarray:
    """Units whose battery sensor comes from the defective lot: cars built within six weeks.

    The chance is drawn in a company without a defect too, so that its other failures are the same.
    """
    world = block.world
    car = (cat.PRODUCT_GROUP[fleet.product] == 0) & cat.PRODUCT_IS_OWN[fleet.product]
    window = (fleet.built >= world.defect_from) & (fleet.built < world.defect_to)
    return car & window & block.chance(0.8, block.units) & world.has_defect


def software_at(block: Block, delay: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Software version of units on days, each unit being updated `delay` days after a release."""
    return np.maximum(np.searchsorted(block.world.software_on, at - delay, side="right") - 1, 0)


def write_components(block: Block, fleet: Fleet, is_defective: np.ndarray) -> None:
    """`warranty.unit_components` as built; replacements are written with the repairs."""
    world = block.world
    own = np.flatnonzero(cat.PRODUCT_IS_OWN[fleet.product])
    group = cat.PRODUCT_GROUP[fleet.product[own]]
    built = fleet.built[own]
    step = (built - world.start) // 28
    for position in cat.POSITIONS:
        category = np.full(len(own), position)
        lot = (position * 97 + step * 3 + fleet.plant[own]) % 600
        if position == cat.SENSOR:
            lot = np.where(is_defective[own], 600, lot)
        columns = {
            "unit_id": block.ids("UNI-", own),
            "component_position": labels(category, [c.position or "" for c in cat.CATEGORIES]),
            "part_no": labels(world.parts.at(category, group, built), world.parts.numbers),
            "lot_no": labels(lot, LOTS),
            "supplier_id": labels(cat.CATEGORY_SUPPLIER[category], SUPPLIER_IDS),
            "installed_on": days(built),
            "updated_at": seconds(known_at(built, block)),
        }
        block.sink.write("warranty.unit_components", columns)


def write_software(block: Block, fleet: Fleet) -> np.ndarray:
    """`telemetry.software_installs`; returns each unit's delay behind a release, in days."""
    world, n = block.world, block.units
    delay = block.rng.integers(0, 45, n)
    own = cat.PRODUCT_IS_OWN[fleet.product]
    for version, released in enumerate(world.software_on):
        installed = np.maximum(released + delay, fleet.built)
        following = world.software_on[version + 1 :]
        skipped = (following[0] + delay <= fleet.built) if len(following) else np.zeros(n, bool)
        at = moment(installed, block.rng)
        columns = {
            "unit_id": block.ids("UNI-", np.arange(n)),
            "package": labels(np.zeros(n), ["vehicle"]),
            "version": labels(np.full(n, version), SOFTWARE),
            "installed_at": seconds(at),
            "updated_at": seconds(at + 600),
        }
        block.sink.write(
            "telemetry.software_installs", columns, own & ~skipped & (installed < fleet.left)
        )
    return delay


def write_coverages(block: Block, fleet: Fleet) -> None:
    """`warranty.coverages`: base and powertrain from the first day of service."""
    fielded = cat.PRODUCT_IS_OWN[fleet.product] & (fleet.in_service != FAR)
    n = block.units
    km = cat.PRODUCTS[0][7]
    by_distance = np.array([row[7] == km for row in cat.PRODUCTS])[fleet.product]
    for kind, (length, limit) in enumerate([(BASE_DAYS, 100_000), (POWERTRAIN_DAYS, 160_000)]):
        columns = {
            "coverage_id": block.ids("COV-", np.arange(n) * 3 + kind),
            "unit_id": block.ids("UNI-", np.arange(n)),
            "coverage_type": labels(np.full(n, kind), ["base", "powertrain"]),
            "starts_on": days(fleet.in_service),
            "ends_on": days(fleet.in_service + length),
            "usage_limit": money(np.where(by_distance, limit * 100, limit * 3)),
            "updated_at": seconds(known_at(fleet.in_service, block)),
        }
        block.sink.write("warranty.coverages", columns, fielded)


def write_measurements(block: Block, fleet: Fleet, is_defective: np.ndarray) -> None:
    """`quality.process_measurements`: two for half of the units; the defective lot reads high."""
    own = np.flatnonzero(cat.PRODUCT_IS_OWN[fleet.product] & block.chance(0.5, block.units))
    nominal = np.array([2_500_000, 45_000_000])
    for kind in (0, 1):
        spread = block.rng.normal(0, 0.004, len(own))
        drift = np.where(is_defective[own] & (kind == 0), 0.02, 0.0)
        value = (nominal[kind] * (1 + spread + drift)).astype(np.int64)
        at = moment(fleet.built[own], block.rng, 6, 18)
        columns = {
            "measurement_id": block.ids("MEA-", own * 2 + kind),
            "unit_id": block.ids("UNI-", own),
            "lot_no": labels(np.where(is_defective[own], 600, -1), LOTS),
            "characteristic": labels(np.full(len(own), kind), ["sensor_offset_mv", "torque_nm"]),
            "measured_value": decimals(value, 18, 6),
            "nominal_value": decimals(np.full(len(own), nominal[kind]), 18, 6),
            "measured_at": seconds(at),
            "updated_at": seconds(at + 60),
        }
        block.sink.write("quality.process_measurements", columns)

"""Signals of connected units: use by day, fault codes, downtime, warnings of a model."""

from __future__ import annotations

import numpy as np

from simulator import catalogue as cat
from simulator.columns import DAY, NULL, booleans, days, decimals, integers, labels, seconds
from simulator.fleet import Fleet
from simulator.jobs import NEVER, REPAIR, Jobs, temperature
from simulator.world import Block

CODES = [f"{category.code}-{number}" for category in cat.CATEGORIES for number in (10, 20)]
# Days of use kept for each unit of the block, on average.
DAYS_PER_UNIT = 7
STEP = 7


def write_usage(block: Block, fleet: Fleet) -> None:
    """`telemetry.usage_daily`: every seventh day of a minority of the units."""
    rng, world, n = block.rng, block.world, block.units
    alive = (fleet.in_service < world.as_of) & cat.PRODUCT_IS_OWN[fleet.product]
    lived = np.maximum(np.minimum(world.as_of, fleet.left) - fleet.in_service, 0) * alive
    share = min(1.0, DAYS_PER_UNIT * n * STEP / max(1, int(lived.sum())))
    connected = np.flatnonzero(alive & block.chance(share, n))
    count = np.maximum(lived[connected] - 1, 0) // STEP
    unit = np.repeat(connected, count)
    first = np.repeat(np.cumsum(count) - count, count)
    day = fleet.in_service[unit] + (np.arange(len(unit)) - first) * STEP
    mean = cat.DAILY_USE[fleet.product[unit]] * 10
    amount = (mean * rng.gamma(3, 1 / 3, len(unit))).astype(np.int64)
    columns = {
        "unit_id": block.ids("UNI-", unit),
        "usage_on": days(day),
        "usage_amount": decimals(amount, 18, 3),
        "min_temp_c": decimals(temperature(block, fleet.region[unit], day) * 100 - 300, 9, 2),
        "starts": integers(rng.poisson(4, len(unit))),
        "updated_at": seconds((day + 1) * DAY + 3600),
    }
    block.sink.write("telemetry.usage_daily", columns)


def write_signals(block: Block, fleet: Fleet, jobs: Jobs) -> None:
    """`telemetry.fault_codes`, `downtime_events` and `failure_predictions`."""
    rng, n = block.rng, len(jobs)
    failed = (jobs.kind == REPAIR) & (jobs.category >= 0)
    coded = np.flatnonzero(failed & block.chance(0.5, n))
    at = np.maximum(
        jobs.failed[coded] * DAY - rng.integers(0, 5 * DAY, len(coded)),
        fleet.in_service[jobs.unit[coded]] * DAY,
    )
    columns = {
        "event_id": block.ids("FLT-", coded),
        "unit_id": block.ids("UNI-", jobs.unit[coded]),
        "fault_code": labels(jobs.category[coded] * 2 + rng.integers(0, 2, len(coded)), CODES),
        "occurred_at": seconds(at),
        "updated_at": seconds(at + 30),
    }
    block.sink.write("telemetry.fault_codes", columns)
    _write_downtime(block, jobs, np.flatnonzero(failed & block.chance(0.35, n)))
    true = np.flatnonzero(failed & cat.IS_POWERTRAIN[jobs.category] & block.chance(0.5, n))
    false = rng.choice(n, max(2, len(true) // 2)) if n else true
    warned = np.concatenate([true, false])
    good = np.arange(len(warned)) < len(true)
    lead = rng.integers(2, 40, len(warned))
    day = np.where(good, jobs.failed[warned] - lead, jobs.failed[warned] + 90)
    day = np.maximum(day, fleet.in_service[jobs.unit[warned]])
    at = day * DAY + 7200
    columns = {
        "prediction_id": block.ids("PRE-", np.arange(len(warned))),
        "unit_id": block.ids("UNI-", jobs.unit[warned]),
        "part_no": labels(jobs.part[warned], block.world.parts.numbers),
        "model_name": labels(np.zeros(len(warned)), ["powertrain-watch"]),
        "predicted_at": seconds(at),
        "horizon_days": integers(np.full(len(warned), 30)),
        "probability": decimals(rng.integers(300_000, 990_000, len(warned)), 9, 6),
        "updated_at": seconds(at + 5),
    }
    block.sink.write("telemetry.failure_predictions", columns)


def _write_downtime(block: Block, jobs: Jobs, job: np.ndarray) -> None:
    n = len(job)
    start = jobs.failed[job] * DAY + block.rng.integers(0, DAY, n)
    start = np.minimum(start, jobs.opened[job])
    base = {
        "event_id": block.ids("DWN-", job),
        "unit_id": block.ids("UNI-", jobs.unit[job]),
        "started_at": seconds(start),
        "is_planned": booleans(block.chance(0.1, n)),
    }
    end = jobs.closed[job]
    block.sink.write("telemetry.downtime_events", {**base, "updated_at": seconds(start + 60)})
    done = {
        **base,
        "ended_at": seconds(np.where(end < NEVER, end, NULL)),
        "updated_at": seconds(np.where(end < NEVER, end + 60, NEVER)),
    }
    block.sink.write("telemetry.downtime_events", done, again=True)

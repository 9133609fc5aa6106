"""The rows of claims: one for each state of each version."""

from __future__ import annotations

import numpy as np

from simulator import catalogue as cat
from simulator.claims import DENIED, STATUSES, Claims
from simulator.columns import NULL, days, decimals, integers, labels, seconds
from simulator.company import CURRENCIES
from simulator.jobs import CLAIM_TYPES, Jobs
from simulator.world import SOFTWARE, Block

DENIALS = ["outside coverage", "misuse", "documents missing", "duplicate"]


def write_claims(block: Block, claims: Claims, jobs: Jobs) -> None:
    """`warranty.claims`, one row for each state of each version."""
    rng, n = block.rng, len(claims)
    source = np.maximum(claims.job, 0)
    unit = claims.unit >= 0
    mode = np.where(claims.job >= 0, jobs.failure_mode[source], -1)
    mode = np.where(block.chance(0.03, n), -1, mode)
    reason = rng.integers(0, len(DENIALS), n)
    ambient = np.where(unit & (claims.job >= 0), jobs.ambient[source] * 100, NULL)
    measured = block.chance(0.85, n) | jobs.planted[source]
    usage = np.where(unit, jobs.usage[source], NULL)
    seen = np.zeros((3, n), dtype=bool)
    software = np.where(unit & measured, jobs.software[source], -1)
    for number, version, status, at, submitted, decided, posted, _ in claims.stages:
        columns = {
            "claim_id": block.ids("CLA-", number),
            "claim_version": integers(np.full(len(number), version)),
            "unit_id": block.ids("UNI-", claims.unit[number]),
            "product_id": labels(claims.product[number], cat.PRODUCT_IDS),
            "service_center_id": labels(claims.center[number], block.world.network.ids),
            "work_order_id": block.ids("WOR-", claims.job[number]),
            "claim_type": labels(claims.kind[number], CLAIM_TYPES),
            "failed_on": days(claims.failed[number]),
            "submitted_on": days(submitted),
            "decided_on": days(decided),
            "posted_on": days(posted),
            "status": labels(status, STATUSES),
            "denial_reason": labels(np.where(status == DENIED, reason[number], -1), DENIALS),
            "failure_mode": labels(mode[number], cat.MODES),
            "usage_at_failure": decimals(usage[number], 18, 2),
            "ambient_temp_c": decimals(np.where(measured, ambient, NULL)[number], 9, 2),
            "software_version": labels(software[number], SOFTWARE),
            "currency": labels(claims.currency[number], CURRENCIES),
            "updated_at": seconds(at),
        }
        block.sink.write("warranty.claims", columns, again=seen[version][number])
        seen[version][number] = True

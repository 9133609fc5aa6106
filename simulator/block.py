"""One block of the company, from its customers to its invoices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from simulator import (
    claim_lines,
    claim_rows,
    claims,
    field_actions,
    fleet,
    fleet_rows,
    genealogy,
    income,
    referrals,
    relations,
    surveys,
    telemetry,
    tickets,
    work,
)
from simulator import jobs as jobs_
from simulator.columns import NULL
from simulator.dirty import Soil
from simulator.world import BLOCK_UNITS, Block, World
from simulator.writer import Sink


def simulate_block(world: World, index: int, raw: Path, fmt: str, dirty: float) -> dict[str, Any]:
    """Write the rows of one block; returns its bookkeeping, row counts and soiled rows."""
    units = min(BLOCK_UNITS, world.units - index * BLOCK_UNITS)
    sink = Sink(world.contract, raw, f"part-{index:05d}", fmt, world.end)
    block = Block(world, index, units, sink, world.rng(1, index))
    _live(block)
    soil = Soil(world, sink, world.rng(2, index), dirty)
    soil.soil_all()
    sink.flush()
    books = {name: value for name, value in block.books.items() if not name.startswith("_")}
    return {
        "books": books,
        "counts": dict(sink.counts),
        "again": dict(sink.again),
        "soil": soil.result(),
    }


def _live(block: Block) -> None:
    people = fleet.make_fleet(block)
    fleet.make_sales(block, people)
    fleet_rows.write_units(block, people)
    fleet_rows.write_sales(block, people)
    defective = genealogy.in_defect_lot(block, people)
    block.books["_defective"] = defective
    block.books["defect_units"] = int(defective.sum())
    genealogy.write_components(block, people, defective)
    delay = genealogy.write_software(block, people)
    genealogy.write_coverages(block, people)
    genealogy.write_measurements(block, people, defective)
    extended = relations.draw_extended(block, people)
    contracts = relations.write_contracts(block, people, extended)
    recalled = field_actions.recall_days(block, defective)
    field_actions.write_campaign_units(block, people, defective, recalled)
    jobs = jobs_.make_jobs(block, people, defective, delay, extended, recalled)
    block.books["planted_failures"] = int(jobs.planted.sum())
    asked = tickets.make_tickets(block, people, jobs)
    tickets.write_tickets(block, asked)
    tickets.write_ticket_events(block, asked, jobs)
    if block.index == 0:
        tickets.write_audits(block, asked)
    _service(block, people, jobs, contracts)
    fleet_rows.write_customers(block, people)
    surveys.write_surveys(block, people, jobs, asked)
    relations.write_standing(block, people)
    relations.write_goals_and_use(block, people)
    relations.write_posts(block, asked)
    telemetry.write_usage(block, people)
    telemetry.write_signals(block, people, jobs)
    field_actions.write_replacements(block, people, jobs)


def _service(block: Block, people: fleet.Fleet, jobs: jobs_.Jobs, contracts: dict) -> None:
    """Work orders, visits, costs, claims, and the cases that brought referrals."""
    costs = work.job_costs(block, jobs)
    free = jobs.payer == jobs_.PAID
    has_lines = (free & block.chance(0.85, len(jobs))) | jobs.goodwill
    has_lines |= (jobs.payer == claims.GOODWILL) | (~free & block.chance(0.05, len(jobs)))
    has_lines &= costs.sum(axis=0) > 0
    forgone = jobs.goodwill & has_lines & (costs[2] > 0) & block.chance(0.6, len(jobs))
    goodwill = np.where(jobs.goodwill & has_lines, costs.sum(axis=0) // 2, NULL)
    work.write_work_orders(block, jobs, goodwill)
    work.write_visits(block, jobs, costs)
    work.write_costs(block, jobs, costs, has_lines, forgone)
    work.book_ledger(block, jobs, costs, people.line[jobs.unit])
    work.write_parts_use(block, jobs)
    claimed = claims.make_claims(block, people, jobs)
    claim_rows.write_claims(block, claimed, jobs)
    claim_lines.write_lines(block, claimed, jobs)
    claim_lines.book_claims(block, claimed, jobs, people)
    claim_lines.write_recoveries(block, claimed, jobs)
    income.write_income(block, people, jobs, costs, claimed, contracts)
    named = referrals.make_referrals(block, people, jobs, has_lines)
    _book_cases(block, jobs, claimed, named | (goodwill != NULL) | forgone)


def _book_cases(block: Block, jobs: jobs_.Jobs, claimed: claims.Claims, case: np.ndarray) -> None:
    """Truth: the jobs that are service cases, and what all their cost lines add up to."""
    world = block.world
    told = jobs.opened + 30 < world.end
    goodwill = claimed.counts & (claimed.kind == claims.GOODWILL) & (claimed.job >= 0)
    case[claimed.job[goodwill]] = True
    case &= told
    total = 0
    for number, amount, currency, day in block.books.pop("case_lines"):
        value = world.rates.to_reporting(amount, currency, day)
        total += int(value[case[number]].sum())
    block.books["cases"] = np.array([int(case.sum()), total])

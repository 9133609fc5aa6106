"""Tickets and their events: for repairs, and questions, complaints, spam and duplicates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.columns import DAY, NULL, booleans, days, decimals, integers, labels, seconds
from simulator.fleet import Fleet
from simulator.jobs import INSTALLATION, MAINTENANCE, NEVER, RESCUE, Jobs
from simulator.world import Block

CHANNELS = ["phone", "app", "web", "email", "chat", "social", "walk_in", "iot", "other"]
STATES = ["new", "open", "pending", "on_hold", "solved", "closed", "spam"]
TOPICS = ["display glare", "range", "noise", "charging", "booking", "invoice", "delivery", "app"]
EVENTS = [
    "created",
    "routed",
    "assigned",
    "agent_reply",
    "customer_message",
    "info_requested",
    "appointment_booked",
    "customer_notified",
    "escalated",
    "solved",
    "reopened",
    "closed",
    "pending",
    "on_hold",
    "resumed",
    "merged",
    "other",
]
FIELDS = ["serial number", "mileage", "address", "description"]
TEAMS = ["hotline", "hardware", "software", "partners"]
TAGS = ["took_responsibility", "empathy", "repeat", "vip"]


@dataclass
class Tickets:
    """One entry per ticket; times are UTC seconds, `NEVER` when it has not come to that."""

    customer: np.ndarray
    unit: np.ndarray
    center: np.ndarray
    job: np.ndarray
    opened: np.ndarray
    solved: np.ndarray
    closed: np.ndarray
    reopened: np.ndarray
    solved_again: np.ndarray
    merged_into: np.ndarray
    is_spam: np.ndarray
    is_complaint: np.ndarray


def make_tickets(block: Block, fleet: Fleet, jobs: Jobs) -> Tickets:
    """Tickets of a block; tells each job its ticket."""
    rng, world = block.rng, block.world
    asked = (jobs.kind != MAINTENANCE) & (jobs.kind != INSTALLATION)
    job = np.flatnonzero(asked & block.chance(0.9, len(jobs)))
    fielded = np.flatnonzero(fleet.in_service < world.as_of)
    lived = world.as_of - fleet.in_service[fielded]
    unit = np.repeat(fielded, rng.poisson(0.45 * lived / 365))
    other = len(unit)
    opened_other = fleet.in_service[unit] * DAY + (
        rng.random(other) * (world.as_of - fleet.in_service[unit]) * DAY
    ).astype(np.int64)
    lead = np.where(jobs.kind[job] == RESCUE, 600, rng.integers(900, 30 * 3600, len(job)))
    unit = np.concatenate([jobs.unit[job], unit])
    n = len(unit)
    opened = np.concatenate(
        [np.maximum(jobs.opened[job] - lead, jobs.failed[job] * DAY), opened_other]
    )
    solved = opened + 1800 + (rng.gamma(1.3, 9, n) * 3600).astype(np.int64)
    end = jobs.closed[job]
    solved[: len(job)] = np.where(end == NEVER, NEVER, end + rng.integers(600, 7200, len(job)))
    solved[block.chance(0.015, n)] = NEVER
    done = solved != NEVER
    again = done & block.chance(0.06, n)
    reopened = np.where(again, solved + rng.integers(3600, 9 * DAY, n), NEVER)
    solved_again = np.where(again, reopened + rng.integers(3600, 4 * DAY, n), NEVER)
    last = np.where(again, solved_again, solved)
    closed = np.where(done, last + rng.integers(DAY, 8 * DAY, n), NEVER)
    spam = np.arange(n) >= len(job)
    spam &= block.chance(0.03, n)
    merged = np.full(n, -1)
    chosen = len(job) + np.flatnonzero(block.chance(0.025, other))
    if len(job):
        merged[chosen] = rng.integers(0, len(job), len(chosen))
        target = merged[chosen]
        unit[chosen] = unit[target]
        opened[chosen] = opened[target] + rng.integers(600, DAY, len(chosen))
        for late in (solved, reopened, solved_again):
            late[chosen] = NEVER
        closed[chosen] = opened[chosen] + 1800
        spam[chosen] = False
    jobs.ticket[job] = np.arange(len(job))
    center = np.concatenate(
        [jobs.center[job], fleet.customer_center[fleet.customer[unit[len(job) :]]]]
    )
    return Tickets(
        fleet.customer[unit],
        np.where(spam, -1, unit),
        np.where(block.chance(0.04, n), -1, center),
        np.concatenate([job, np.full(other, -1)]),
        opened,
        solved,
        closed,
        reopened,
        solved_again,
        merged,
        spam,
        block.chance(0.12, n) & ~spam,
    )


def write_tickets(block: Block, tickets: Tickets) -> None:
    """`service.tickets`: open, solved, reopened, solved again, closed."""
    n, rng = len(tickets.opened), block.rng
    centers = block.world.network.ids
    repair = tickets.job >= 0
    topic = rng.choice(len(TOPICS), n, p=[0.34, 0.14, 0.12, 0.12, 0.1, 0.08, 0.05, 0.05])
    base = {
        "ticket_id": block.ids("TIC-", np.arange(n)),
        "customer_id": block.ids("CUS-", np.where(tickets.is_spam, -1, tickets.customer)),
        "unit_id": block.ids("UNI-", tickets.unit),
        "service_center_id": labels(tickets.center, centers),
        "channel": labels(
            rng.choice(9, n, p=[0.34, 0.22, 0.1, 0.1, 0.1, 0.04, 0.05, 0.03, 0.02]), CHANNELS
        ),
        "category": labels(
            np.where(repair, 0, rng.integers(1, 3, n)), ["repair", "question", "complaint"]
        ),
        "topic": labels(np.where(tickets.is_spam, -1, topic), TOPICS),
        "is_complaint": booleans(
            np.where(repair & block.chance(0.1, n), NULL, tickets.is_complaint)
        ),
        "priority": labels(rng.choice(3, n, p=[0.6, 0.3, 0.1]), ["normal", "high", "urgent"]),
        "opened_at": seconds(tickets.opened),
        "tags": labels(np.where(block.chance(0.2, n), rng.integers(0, 4, n), -1), TAGS),
    }

    def put(status: int | np.ndarray, at: np.ndarray, where: np.ndarray, **more: object) -> None:
        columns = {**base, **more, "updated_at": seconds(at + 60)}
        columns["status"] = labels(np.broadcast_to(status, n), STATES)
        block.sink.write("service.tickets", columns, where & (at < NEVER), again=at is not first)

    first = tickets.opened
    yes = np.ones(n, dtype=bool)
    merged = tickets.merged_into >= 0
    # What is never solved waits in one of the earlier states.
    waiting = rng.choice(4, n, p=[0.2, 0.5, 0.2, 0.1])
    state = np.where(tickets.solved < NEVER, 1, waiting)
    put(np.where(tickets.is_spam, 6, state), first, yes)
    put(4, tickets.solved, ~tickets.is_spam, solved_at=seconds(tickets.solved))
    put(1, tickets.reopened, ~tickets.is_spam)
    put(4, tickets.solved_again, ~tickets.is_spam, solved_at=seconds(tickets.solved_again))
    last = np.where(tickets.solved_again < NEVER, tickets.solved_again, tickets.solved)
    put(
        5,
        tickets.closed,
        ~tickets.is_spam,
        closed_at=seconds(tickets.closed),
        solved_at=seconds(np.where(merged, NULL, last)),
        merged_into_ticket_id=block.ids("TIC-", tickets.merged_into),
    )


def write_ticket_events(block: Block, tickets: Tickets, jobs: Jobs) -> None:
    """`service.ticket_events`: the way of each ticket, with loops between teams."""
    rng, n = block.rng, len(tickets.opened)
    start, end = (
        tickets.opened,
        np.where(tickets.solved < NEVER, tickets.solved, tickets.opened + 5 * DAY),
    )
    length = np.maximum(end - start, 60)
    live = ~tickets.is_spam & (tickets.merged_into < 0)
    job = tickets.job >= 0
    counter = 0

    def put(event: str, at: np.ndarray, where: np.ndarray, actor: int, field: bool = False) -> None:
        nonlocal counter
        agent = rng.integers(0, 40, n)
        at = np.where(at < NEVER, at, NEVER)
        columns = {
            "event_id": block.ids("TEV-", np.arange(n) + counter * n),
            "ticket_id": block.ids("TIC-", np.arange(n)),
            "occurred_at": seconds(at),
            "event_type": labels(np.full(n, EVENTS.index(event)), EVENTS),
            "actor_type": labels(np.full(n, actor), ["customer", "agent", "system"]),
            "actor_id": labels(agent if actor == 1 else np.full(n, -1), AGENTS),
            "group_name": labels(agent % 4 if actor else np.full(n, -1), TEAMS),
            "updated_at": seconds(at + 5),
        }
        if field:
            columns["info_field"] = labels(rng.integers(0, 4, n), FIELDS)
        block.sink.write("service.ticket_events", columns, where & (at < NEVER))
        counter += 1

    def part(share: float) -> np.ndarray:
        return start + (length * share).astype(np.int64)

    yes = np.ones(n, dtype=bool)
    put("created", start, yes, 0)
    put("routed", part(0.02), live, 2)
    put("assigned", part(0.06), live & block.chance(0.9, n), 1)
    put("agent_reply", part(0.12), live & block.chance(0.93, n), 1)
    asked = live & block.chance(0.45, n)
    put("info_requested", part(0.15), asked, 1, True)
    put("pending", part(0.16), asked & block.chance(0.5, n), 2)
    put("customer_message", part(0.25), asked, 0, True)
    put("resumed", part(0.26), asked, 2)
    put("info_requested", part(0.3), asked & block.chance(0.2, n), 1, True)
    put("assigned", part(0.35), live & block.chance(0.25, n), 1)
    put("assigned", part(0.4), live & block.chance(0.1, n), 1)
    put("on_hold", part(0.42), job & block.chance(0.05, n), 2)
    put("escalated", part(0.45), live & tickets.is_complaint & block.chance(0.3, n), 1)
    booked = np.where(job, jobs.opened[np.maximum(tickets.job, 0)] - 300, NEVER)
    put("appointment_booked", np.maximum(booked, start + 30), live & job, 1)
    put("customer_notified", part(0.6), live & job & block.chance(0.5, n), 2)
    put("agent_reply", part(0.8), live & block.chance(0.4, n), 1)
    put("other", part(0.85), live & block.chance(0.02, n), 2)
    put("solved", tickets.solved, live, 1)
    put("reopened", tickets.reopened, live, 0)
    put("agent_reply", tickets.reopened + 1800, live & (tickets.reopened < NEVER), 1)
    put("solved", tickets.solved_again, live, 1)
    put("merged", tickets.closed, tickets.merged_into >= 0, 1)
    put("closed", tickets.closed, live, 2)


STAGES = [
    "call",
    "describe_problem",
    "wait_response",
    "book_visit",
    "engineer_visit",
    "back_and_forth",
    "wait_repair",
    "completion",
]


def write_audits(block: Block, tickets: Tickets) -> None:
    """`service.mystery_audits`: eight a year of the company, on ordinary tickets of one block."""
    rng = block.rng
    plain = (tickets.job < 0) & ~tickets.is_spam & (tickets.merged_into < 0)
    chosen = np.flatnonzero(plain & ~tickets.is_complaint)
    chosen = chosen[np.argsort(tickets.opened[chosen], kind="stable")]
    audits = min(8 * block.world.years, len(chosen))
    chosen = chosen[np.linspace(0, len(chosen) - 1, audits).astype(np.int64)]
    day = tickets.opened[chosen] // DAY
    for code in range(len(STAGES)):
        columns = {
            "audit_id": block.ids("AUD-", np.arange(audits)),
            "ticket_id": block.ids("TIC-", chosen),
            "auditor_role": labels(np.arange(audits) % 3, ["CEO", "CFO", "COO"]),
            "audited_on": days(day),
            "stage": labels(np.full(audits, code), STAGES),
            "wait_minutes": decimals(rng.integers(0, 900, audits), 9, 1),
            "breakpoints": integers(rng.integers(0, 4, audits)),
            "emotion_score": integers(rng.integers(-2, 3, audits)),
            "updated_at": seconds((day + 1) * DAY + 9 * 3600),
        }
        block.sink.write("service.mystery_audits", columns)


AGENTS = [f"AGT-{index:03d}" for index in range(40)]

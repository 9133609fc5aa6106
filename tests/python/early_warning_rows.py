"""One small company of many products, each a golden case of the early warning."""

from __future__ import annotations

from datetime import date, timedelta

from warranty_rows import Row, claim, product, unit

FIRST_FAILURE = date(2026, 3, 1)


def day(offset: int) -> str:
    """The date so many days after the first failure."""
    return (FIRST_FAILURE + timedelta(days=offset)).isoformat()


def at(offset: int) -> str:
    """Noon of that date."""
    return f"{day(offset)} 12:00:00"


def failure(
    product_id: str, number: int, failed: int, submitted: int | None = None, **columns: object
) -> Row:
    """A claim of unit `<product>-<number>`, by days after the first failure; not decided yet."""
    reported = failed + 5 if submitted is None else submitted
    name = f"{product_id}-{number}"
    return claim(
        **{
            "claim_id": name, "unit_id": name, "failure_mode": "RANGE_LOSS",
            "failed_on": day(failed), "submitted_on": day(reported), "decided_on": "",
            "posted_on": "", "status": "submitted", **columns,
        }
    )  # fmt: skip


def fleet(product_id: str, units: int, own: bool = True, **columns: object) -> tuple[Row, list]:
    """A product that is its own product line, and so many units of it."""
    numbered = [
        unit(f"{product_id}-{n}", product_id, plant=f"PLANT-{n % 3}", **columns)
        for n in range(units)
    ]
    return product(product_id, f"line-{product_id}", own), numbered


def history(product_id: str) -> list[Row]:
    """Five reports between the day the units grew eight years old and the first failure."""
    mode = {"mean1": "MEAN", "surge": "SURGE"}[product_id]
    return [
        failure(product_id, number, on, on, failure_mode=mode)
        for number, on in enumerate((-104, -85, -65, -45, -25))
    ]


def assumption(name: str, value: float) -> Row:
    return {
        "assumption": name, "valid_from": "2000-01-01", "value": value, "unit": "events",
        "source": "test",
    }  # fmt: skip


# rates are those counted, drawn to nothing
ASSUMPTIONS = [assumption("rate_prior_events", 0), assumption("rate_learning_events", 1)]

SCENARIOS = {
    # five units, the fifth failing on day 20 after the first: the last is known on day 25
    "day20": [failure("day20", n, 5 * n) for n in range(5)],
    # half-open: the fifth on day 21 is in no window of 21 days
    "day21": [failure("day21", n, (0, 5, 10, 15, 21)[n]) for n in range(5)],
    "four": [failure("four", n, n) for n in range(4)],
    # five claims on four units
    "twice": [
        *[failure("twice", n, n) for n in range(4)],
        failure("twice", 3, 6, claim_id="twice-again"),
    ],
    "modes": [failure("modes", n, n, failure_mode=f"MODE_{n % 2}") for n in range(8)],
    "recall": [
        failure("recall", n, n, claim_type="recall" if n == 4 else "base") for n in range(5)
    ],
    # the fourth failure is submitted late: the alarm waits for it, though the fifth is known
    "late": [failure("late", n, n, 40 if n == 3 else None) for n in range(5)],
    # denied on the day before the fifth becomes known: never five at a time
    "denied": [
        *[failure("denied", n, n) for n in range(1, 4)],
        failure("denied", 4, 4, 30),
        failure("denied", 0, 0, status="denied", decided_on=day(29)),
    ],
    # denied on the day after: the alarm stands as it was raised
    "raised": [
        *[failure("raised", n, n) for n in range(1, 4)],
        failure("raised", 4, 4, 30),
        failure("raised", 0, 0, status="denied", decided_on=day(31)),
    ],
    # a denial ends what is known on its very day
    "same": [
        *[failure("same", n, n) for n in range(1, 4)],
        failure("same", 4, 4, 30),
        failure("same", 0, 0, status="denied", decided_on=day(30)),
    ],
    # denied and sent again: known from the second submission on, as one unit
    "again": [
        *[failure("again", n, n) for n in range(1, 5)],
        failure("again", 0, 0, status="denied", decided_on=day(7)),
        failure("again", 0, 0, 50, claim_version=2),
    ],
    # the second version gives the fifth claim its failure mode
    "recoded": [
        *[failure("recoded", n, n) for n in range(4)],
        failure("recoded", 4, 4, failure_mode="OTHER"),
        failure("recoded", 4, 4, 60, claim_version=2),
    ],
    # the second version takes it away before the fifth is known
    "taken": [
        *[failure("taken", n, n) for n in range(4)],
        failure("taken", 4, 4, 60),
        failure("taken", 0, 0, 59, claim_version=2, failure_mode="OTHER"),
    ],
    "foreign": [failure("foreign", n, n) for n in range(5)],
    # fifteen failures, known within 21 days of each other: one alarm; then a pause of 21: a second
    "waves": [failure("waves", n, n if n < 10 else 60 + n) for n in range(15)],
    # one joins the alarm on its second day; the claim of another is sent again weeks later
    "resent": [
        *[failure("resent", n, n) for n in range(6)],
        failure("resent", 0, 0, 60, claim_version=2),
    ],
    # three fail before the first unit of the product was in service
    "before": [failure("before", n, n) for n in range(5)],
    "unplaced": [failure("unplaced", n, n, unit_id="") for n in range(5)],
    "future": [failure("future", n, n, 400 if n == 4 else None) for n in range(5)],
    # rows as they come in: a mode set by a second version, a late claim, a denial the day after
    "live": [
        *[failure("live", n, n, updated_at=at(n + 5)) for n in range(3)],
        failure("live", 3, 3, failure_mode="OTHER", updated_at=at(8)),
        failure("live", 3, 3, 20, claim_version=2, updated_at=at(20)),
        failure("live", 4, 4, 30, updated_at=at(30)),
        failure("live", 0, 0, status="denied", decided_on=day(31), updated_at=at(31)),
    ],
    # five reports in the 105 days before March, then five failures: one was expected
    "mean1": [
        *history("mean1"),
        *[failure("mean1", n, n - 4, 30, failure_mode="MEAN") for n in range(5, 10)],
    ],
    "surge": [
        *history("surge"),
        *[failure("surge", 5 + n, n, n, failure_mode="SURGE") for n in range(1, 10)],
    ],
    **{
        name: [failure(name, n, n) for n in range(5)]
        for name in ("scan12", "scan26", "scan52", "young")
    },
}

IN_SERVICE = {
    # eight years before 2025-11-16: the last band of ages begins 105 days before March
    "mean1": "2017-11-16", "surge": "2017-11-16",
    "scan12": "2025-12-28", "scan26": "2025-09-21", "scan52": "2019-01-01", "young": "2026-02-15",
    "before": "2026-03-04",
}  # fmt: skip
FLEETS = {
    name: fleet(name, 20, own=name != "foreign", in_service_on=IN_SERVICE.get(name, "2025-01-01"))
    for name in SCENARIOS
}

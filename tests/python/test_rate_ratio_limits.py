"""The limits of a rate ratio: the seed recomputed, and what the models use beyond it."""

from __future__ import annotations

import csv
import math

import pytest
from harness import PROJECT_DIR
from scipy.stats import binomtest, chi2, f

SQUARED_NORMAL = 3.841458820694124


def exact(events: int, others: int) -> float:
    return float(events / ((others + 1) * f.ppf(0.975, 2 * (others + 1), 2 * events)))


def bolshev(events: int, others: int) -> float:
    limit = chi2.ppf(0.025, 2 * events) / 2
    return float(2 * limit / (events + 2 * others + 1 - limit))


def paulson(events: int, others: int) -> float:
    own, other = 1 / (9 * events), 1 / (9 * (others + 1))
    spread = (1 - other) ** 2 * own + (1 - own) ** 2 * other - SQUARED_NORMAL * own * other
    root = ((1 - own) * (1 - other) + math.sqrt(SQUARED_NORMAL * spread)) / (
        (1 - own) ** 2 - SQUARED_NORMAL * own
    )
    return events / ((others + 1) * root**3)


def test_tabulated_limits_are_the_exact_ones() -> None:
    with (PROJECT_DIR / "seeds" / "rate_ratio_limits.csv").open(encoding="utf-8") as file:
        rows = [
            (int(row["events"]), int(row["other_events"]), float(row["lower_95"]))
            for row in csv.DictReader(file)
        ]
    assert [row[:2] for row in rows] == [(a, b) for a in range(1, 11) for b in range(101)]
    for events, others, lower in rows:
        assert lower == pytest.approx(exact(events, others), rel=1e-12)


@pytest.mark.parametrize(("events", "others"), [(1, 1), (5, 5), (8, 4), (3, 100)])
def test_the_limits_are_those_of_clopper_and_pearson(events: int, others: int) -> None:
    """Given the sum, the events are binomial: scipy's own interval of the share says the same."""
    share = binomtest(events, events + others).proportion_ci(0.95, "exact").low
    assert exact(events, others) == pytest.approx(share / (1 - share), rel=1e-9)


def test_few_events_against_many_are_bolshevs() -> None:
    for events in range(1, 11):
        for others in (101, 150, 1000, 100_000):
            assert bolshev(events, others) == pytest.approx(exact(events, others), rel=5e-4)


def test_many_events_are_paulsons() -> None:
    for events in (11, 12, 20, 60, 400, 5000):
        for others in (1, 2, 5, 30, 400, 100_000):
            assert paulson(events, others) == pytest.approx(exact(events, others), rel=2.5e-3)


def test_the_limit_against_none_is_exact() -> None:
    for events in (11, 60, 400):
        assert 1 / (40 ** (1 / events) - 1) == pytest.approx(exact(events, 0), rel=1e-9)

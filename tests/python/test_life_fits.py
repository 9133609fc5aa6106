"""The fit of a life distribution: published figures, edges, and what has no maximum."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from orchestration.life_fits import FIT_COLUMNS, LifeFit, fit_life, fit_rows

NEVADA = ([1, 2, 3], [9, 7, 5], [146, 134, 89])
# five failures and two suspensions at ages of about a month each
SPREAD = ([2, 3, 5, 8, 9], [1, 1, 1, 1, 1], [0, 0, 1, 0, 1])
PAGE = Path(__file__).parents[2] / "docs/reliability.md"


def dated_lives(shape: float, scale: float) -> tuple[list, list, list]:
    """60,000 units sold evenly over 48 months, each dated to the day, by completed months."""
    draw = np.random.default_rng(20261122)
    lives, observed = scale * draw.weibull(shape, 60_000), 48 * draw.random(60_000)
    counts = [
        np.bincount(months.astype(int), minlength=48).tolist()
        for months in (lives[lives < observed], observed[lives >= observed])
    ]
    return list(range(48)), *counts


def log_likelihood(fit: LifeFit, rows: tuple[list, list, list], convention: str) -> float:
    """As the textbook has it, term by term."""
    shape, scale = fit.weibull_shape, fit.weibull_scale

    def survival(time: float) -> float:
        return math.exp(-((time / scale) ** shape))

    total = 0.0
    for age, failures, suspensions in zip(*rows, strict=True):
        if convention == "exact":
            density = shape / scale * (age / scale) ** (shape - 1) * survival(age)
            total += failures * math.log(density)
        else:
            total += failures * math.log(survival(age - 1) - survival(age))
        total += suspensions * math.log(survival(age))
    return total


@pytest.mark.parametrize("convention", ["exact", "interval"])
@pytest.mark.parametrize("rows", [NEVADA, SPREAD])
def test_the_fit_is_a_maximum_of_the_likelihood(rows: tuple, convention: str) -> None:
    fit = fit_life(*rows, convention)
    assert fit.log_likelihood == pytest.approx(log_likelihood(fit, rows, convention))
    for shape, scale in ((1.001, 1), (0.999, 1), (1, 1.001), (1, 0.999)):
        beside = LifeFit("", fit.weibull_shape * shape, fit.weibull_scale * scale)
        assert log_likelihood(beside, rows, convention) < fit.log_likelihood


def test_the_unit_of_age_scales_the_exact_fit() -> None:
    months, days = (fit_life([a * k for a in SPREAD[0]], *SPREAD[1:], "exact") for k in (1, 30))
    assert days.weibull_shape == pytest.approx(months.weibull_shape)
    assert days.b10 == pytest.approx(30 * months.b10)
    assert days.mttf == pytest.approx(30 * months.mttf)


def test_order_and_division_of_the_histogram_do_not_matter() -> None:
    whole = fit_life(*NEVADA, "interval")
    split = fit_life([3, 1, 2, 1], [5, 4, 7, 5], [89, 100, 134, 46], "interval")
    assert split.weibull_scale == pytest.approx(whole.weibull_scale, rel=1e-6)


def test_exact_finds_the_lives_of_claims_dated_to_the_day() -> None:
    """`interval` does not: it puts every failure into the month before the one it lies in."""
    page = PAGE.read_text(encoding="utf-8")
    for shape, scale in ((1.0, 100.0), (2.5, 50.0)):
        lives, truth = dated_lives(shape, scale), scale * math.gamma(1 + 1 / shape)
        exact, interval = (fit_life(*lives, convention) for convention in ("exact", "interval"))
        assert exact.weibull_shape == pytest.approx(shape, rel=0.05)
        assert exact.mttf == pytest.approx(truth, rel=0.1)
        if shape == 1:
            assert interval.weibull_shape < 0.95 * shape
            assert interval.mttf > 1.1 * truth
        for name, fit in (("exact", exact), ("interval", interval)):
            figures = f"{fit.weibull_shape:.3f} | {fit.weibull_scale:.1f} | {fit.mttf:.1f}"
            assert f"| `{name}` | {shape:g} | {scale:g} | {truth:.1f} | {figures} |" in page


@pytest.mark.parametrize("convention", ["exact", "interval"])
def test_too_few_failures_give_no_figures(convention: str) -> None:
    assert fit_life([1, 5], [2, 0], [0, 100], convention) == LifeFit("too_few_failures")
    assert fit_life([2, 4, 9], [1, 1, 0], [0, 0, 100], convention, 2).status == "fitted"
    assert fit_life([5], [0], [100], convention, 0) == LifeFit("too_few_failures")


@pytest.mark.parametrize("convention", ["exact", "interval"])
def test_without_a_maximum_there_are_no_figures(convention: str) -> None:
    """All fail at one age, and nothing lives longer: the shape would have no end."""
    fit = fit_life([5, 3], [4, 0], [0, 7], convention)
    assert (fit.status, fit.weibull_shape, fit.b10) == ("not_converged", None, None)


def test_failures_of_the_first_month_count_as_half_a_month() -> None:
    at_zero = fit_life([0, 4, 9], [3, 2, 1], [5, 0, 9], "exact")
    at_half = fit_life([0.5, 4, 9], [3, 2, 1], [0, 0, 9], "exact")
    assert at_zero.weibull_shape == pytest.approx(at_half.weibull_shape)
    assert at_zero.exponential_mean == pytest.approx((3 * 0.5 + 4 * 2 + 9 * 10) / 6)


def test_failures_of_the_first_month_lie_within_it() -> None:
    fits = [fit_life(ages, [3, 2, 1], [0, 0, 9], "interval") for ages in ([0, 4, 9], [1, 4, 9])]
    for name in ("weibull_shape", "weibull_scale", "log_likelihood"):
        assert getattr(fits[0], name) == pytest.approx(getattr(fits[1], name), rel=1e-6)


def test_an_unknown_convention_is_refused() -> None:
    with pytest.raises(ValueError, match="guess"):
        fit_life([1], [3], [0], "guess")


def test_rows_come_in_order_with_both_conventions() -> None:
    counts = list(zip(*NEVADA, strict=True))
    histogram = [(model, "p", *row, 3.0) for model in ("b", "a") for row in counts]
    rows = fit_rows(histogram)
    assert [row[:4] for row in rows] == [
        (model, "p", convention, "fitted")
        for model in ("a", "b")
        for convention in ("exact", "interval")
    ]
    assert {len(row) for row in rows} == {len(FIT_COLUMNS)}
    assert fit_rows([]) == []

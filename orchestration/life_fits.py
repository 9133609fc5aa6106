"""Life distributions of parts, fitted by maximum likelihood to failures and suspensions by age."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import gamma

CONVENTIONS = ("exact", "interval")
HISTOGRAM_COLUMNS = ("model", "part_no", "age", "failures", "suspensions", "least_failures")
_NAMES = ("model", "part_no", "convention", "fit_status")
_FIGURES = ("weibull_shape", "weibull_scale", "b10", "mttf", "log_likelihood", "exponential_mean")
FIT_COLUMNS = dict.fromkeys(_NAMES, "string") | dict.fromkeys(_FIGURES, "double")
# Beyond these shapes a fit says no more than "all at once" or "at any time".
SMALLEST_SHAPE, LARGEST_SHAPE = 0.02, 100.0
# Failures of the first month lie somewhere in it; a Weibull density has no value at 0.
AGE_OF_FIRST_MONTH = 0.5


@dataclass(frozen=True)
class LifeFit:
    """A fitted life; figures are in the unit of the ages and None unless `status` is `fitted`."""

    status: str  # fitted, too_few_failures or not_converged
    weibull_shape: float | None = None
    weibull_scale: float | None = None
    b10: float | None = None
    mttf: float | None = None
    log_likelihood: float | None = None
    exponential_mean: float | None = None


def fit_life(
    ages: Sequence[float],
    failures: Sequence[float],
    suspensions: Sequence[float],
    convention: str,
    least_failures: float = 3,
) -> LifeFit:
    """Fit a Weibull distribution, F(t) = 1 - exp(-(t / scale)^shape), by maximum likelihood.

    `ages` (one per row, any unit, 0 or more), `failures` and `suspensions` (units of that age) are
    a histogram of equal length. `convention` is `exact`: a failure at age t adds ln f(t), at age 0
    ln f(0.5); or `interval`: it adds ln(F(t) - F(t - 1)), at age 0 ln F(1). A suspension adds
    ln(1 - F(t)). Too few failures, ages without a maximum, or a shape outside 0.02 to 100 give no
    figures. `b10` is the age by which a tenth failed, `mttf` the mean life scale * gamma(1 +
    1 / shape), `exponential_mean` all time lived over failures (exact only). Raises `ValueError`
    for another convention. Source: Meeker and Escobar, Statistical Methods for Reliability Data
    (1998), chapters 7 and 8; NIST/SEMATECH e-Handbook 8.4.1.
    """
    if convention not in CONVENTIONS:
        raise ValueError(f"No such convention: {convention}")
    table = np.array([ages, failures, suspensions], dtype=float)
    age, failed, suspended = table[:, np.argsort(table[0], kind="stable")]
    if failed.sum() < max(least_failures, 1):
        return LifeFit("too_few_failures")
    mean = None
    if convention == "interval":
        fitted = _fit_interval(age, failed, suspended)
    else:
        fitted = _fit_exact(age, failed, suspended)
        lived = np.where(age == 0, AGE_OF_FIRST_MONTH, age)
        mean = float((lived * failed + age * suspended).sum() / failed.sum())
    if fitted is None:
        return LifeFit("not_converged", exponential_mean=mean)
    shape, scale, log_likelihood = fitted
    b10 = scale * (-math.log(0.9)) ** (1 / shape)
    mttf = float(scale * gamma(1 + 1 / shape))
    figures = (shape, scale, b10, mttf, log_likelihood)
    if not all(map(math.isfinite, figures)):
        return LifeFit("not_converged", exponential_mean=mean)
    return LifeFit("fitted", *map(float, figures), mean)


def _fit_exact(
    age: np.ndarray, failed: np.ndarray, suspended: np.ndarray
) -> tuple[float, float, float] | None:
    """Shape, scale and log-likelihood by the profile score, which rises in the shape."""
    lived = np.where((age == 0) & (failed > 0), AGE_OF_FIRST_MONTH, age)
    weight = failed + np.where(age == 0, 0, suspended)
    lived, failed, weight = lived[lived > 0], failed[lived > 0], weight[lived > 0]
    largest, count = lived.max(), failed.sum()
    log_age = np.log(lived / largest)  # scaled, so that no power overflows
    mean_log = (failed * log_age).sum() / count

    def score(shape: float) -> float:
        power = weight * np.exp(shape * log_age)
        return float((power * log_age).sum() / power.sum() - 1 / shape - mean_log)

    if not score(SMALLEST_SHAPE) < 0 < score(LARGEST_SHAPE):
        return None
    shape = brentq(score, SMALLEST_SHAPE, LARGEST_SHAPE, xtol=1e-13, rtol=1e-13)
    scale = largest * ((weight * np.exp(shape * log_age)).sum() / count) ** (1 / shape)
    ratio = np.log(lived / scale)
    density = failed * (math.log(shape / scale) + (shape - 1) * ratio)
    log_likelihood = (density - weight * np.exp(shape * ratio)).sum()
    return shape, scale, log_likelihood


def _powers(time: np.ndarray, shape: float) -> tuple[np.ndarray, np.ndarray]:
    """`time` to the power `shape`, and its derivative by the shape; both 0 at time 0."""
    logs = np.log(np.where(time > 0, time, 1))
    power = np.where(time > 0, np.exp(shape * logs), 0)
    return power, power * logs


def _fit_interval(
    age: np.ndarray, failed: np.ndarray, suspended: np.ndarray
) -> tuple[float, float, float] | None:
    """Shape, scale and log-likelihood: the best rate of every shape, then the best shape.

    With the ages as shares of the largest, and rate = scale^-shape, a failure between a and b adds
    ln(exp(-rate a^shape) - exp(-rate b^shape)): a concave function of the rate.
    """
    largest = max(age.max(), 1.0)
    ends = np.maximum(age, 1)
    start, end, lived = (ends - 1) / largest, ends / largest, age / largest

    def best_rate(shape: float) -> float:
        width = _powers(end, shape)[0] - _powers(start, shape)[0]
        outlived = (failed * _powers(start, shape)[0] + suspended * _powers(lived, shape)[0]).sum()

        def score(log_rate: float) -> float:
            hazard = np.exp(log_rate) * width
            share = np.divide(
                hazard, np.expm1(np.minimum(hazard, 700)), np.ones_like(hazard), where=hazard > 0
            )
            return float((failed * share).sum() - np.exp(log_rate) * outlived)

        highest = math.log(failed.sum() / outlived)
        return math.exp(brentq(score, min(highest, 0) - 60, highest + 1e-9, xtol=1e-13, rtol=1e-13))

    def shape_score(shape: float) -> float:
        rate = best_rate(shape)
        (before, before_slope), (after, after_slope) = _powers(start, shape), _powers(end, shape)
        hazard = np.minimum(rate * (after - before), 700)
        pull = np.divide(
            rate * (after_slope - before_slope), np.expm1(hazard), np.zeros_like(hazard),
            where=hazard > 0,
        )  # fmt: skip
        outlived = failed * before_slope + suspended * _powers(lived, shape)[1]
        return float((failed * pull).sum() - rate * outlived.sum())

    if not (failed * start + suspended * lived).sum() > 0:
        return None
    if not shape_score(SMALLEST_SHAPE) > 0 > shape_score(LARGEST_SHAPE):
        return None
    shape = brentq(shape_score, SMALLEST_SHAPE, LARGEST_SHAPE, xtol=1e-13, rtol=1e-13)
    rate = best_rate(shape)
    before, after = _powers(start, shape)[0], _powers(end, shape)[0]
    died = np.log(-np.expm1(-np.maximum(rate * (after - before), 1e-300))) - rate * before
    log_likelihood = (failed * died - suspended * rate * _powers(lived, shape)[0]).sum()
    return shape, largest * rate ** (-1 / shape), log_likelihood


def fit_rows(histogram: Iterable[tuple]) -> list[tuple]:
    """Both fits of every model and part, in their order: rows of `FIT_COLUMNS`.

    `histogram` has rows of `HISTOGRAM_COLUMNS`, in any order: units of a model by age, whose part
    failed there for the first time or had not failed when last observed; ages in months.
    """
    parts: dict[tuple[str, str], list[tuple]] = {}
    for model, part_no, *counts in histogram:
        parts.setdefault((model, part_no), []).append(tuple(counts))
    rows = []
    for key, counts in sorted(parts.items()):
        ages, failures, suspensions, least = zip(*sorted(counts), strict=True)
        for convention in CONVENTIONS:
            fit = fit_life(ages, failures, suspensions, convention, least[0])
            rows.append((*key, convention, *astuple(fit)))
    return rows

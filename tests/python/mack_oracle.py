"""Mack's chain ladder of 1993 by the letter, one vintage after the other: the second opinion.

Thomas Mack, Distribution-free calculation of the standard error of chain ladder reserve estimates,
ASTIN Bulletin 23 (1993). Nothing of the marts' SQL is used here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Reinsurance Association of America, Historical Loss Development Study (1991 edition), automatic
# facultative business in general liability, excluding asbestos and environmental: cumulative
# incurred losses of accident years 1981 to 1990 in thousands of dollars, as Mack prints them.
RAA = [
    [5012, 8269, 10907, 11805, 13539, 16181, 18009, 18608, 18662, 18834],
    [106, 4285, 5396, 10666, 13782, 15599, 15496, 16169, 16704],
    [3410, 8992, 13873, 16141, 18735, 22214, 22863, 23466],
    [5655, 11555, 15766, 21266, 23425, 26083, 27067],
    [1092, 9565, 15836, 22169, 25955, 26180],
    [1513, 6445, 11702, 12935, 15852],
    [557, 4020, 10946, 12314],
    [1351, 6947, 13112],
    [3133, 5395],
    [2063],
]


@dataclass(frozen=True)
class Mack:
    """Per vintage, oldest first: ultimate and standard error; and the error of their total."""

    ultimates: list[float]
    errors: list[float]
    total_error: float


def simulated(seed: int, size: int) -> list[list[float]]:
    """A cumulative triangle of `size` vintages, in cents, with growth and noise."""
    random = np.random.default_rng(seed)
    pattern = np.cumsum(random.dirichlet(np.linspace(3, 1, size)))
    rows = []
    for vintage in range(size):
        level = random.lognormal(9, 0.4)
        noisy = level * pattern[: size - vintage] * random.uniform(0.85, 1.15, size - vintage)
        rows.append([round(float(value), 2) for value in np.maximum.accumulate(noisy)])
    return rows


def cape_cod(triangle: list[list[float]], revenue: list[float]) -> float:
    """Cost to date over revenue times maturity, of all vintages (a share).

    J. N. Stanard, A simulation test of prediction errors of loss reserve estimation techniques,
    PCAS 72 (1985), and H. Buehlmann's lecture notes, there called the Cape Cod method.
    """
    steps = len(triangle) - 1
    maturity = np.ones(steps + 1)
    for k in reversed(range(steps)):
        rows = np.array([row[k : k + 2] for row in triangle if len(row) > k + 1])
        maturity[k] = maturity[k + 1] * rows[:, 0].sum() / rows[:, 1].sum()
    costs = np.array([row[-1] for row in triangle])
    exposed = np.array(revenue) * [maturity[len(row) - 1] for row in triangle]
    return float(costs.sum() / exposed.sum())


def mack(triangle: list[list[float]]) -> Mack:
    """Volume-weighted factors, process and parameter error, and the correlation of the total.

    `triangle` holds a row per vintage, the oldest first and the longest, each one shorter than the
    row before it.
    """
    size = len(triangle)
    steps = size - 1
    factors, weights, sigmas = [], [], []
    for k in range(steps):
        rows = [row for row in triangle if len(row) > k + 1]
        weights.append(sum(row[k] for row in rows))
        factors.append(sum(row[k + 1] for row in rows) / weights[k])
        if len(rows) > 1:
            squares = [row[k] * (row[k + 1] / row[k] - factors[k]) ** 2 for row in rows]
            sigmas.append(sum(squares) / (len(rows) - 1))
        else:
            before, last = sigmas[-2], sigmas[-1]
            sigmas.append(min(last**2 / before, before, last))
    ultimates, squared = [], []
    for row in triangle:
        reached, error = row[-1], 0.0
        for k in range(len(row) - 1, steps):
            error += sigmas[k] / factors[k] ** 2 * (1 / reached + 1 / weights[k])
            reached *= factors[k]
        ultimates.append(reached)
        squared.append(reached**2 * error)
    total = 0.0
    for i, row in enumerate(triangle):
        shared = sum(
            2 * sigmas[k] / factors[k] ** 2 / weights[k] for k in range(len(row) - 1, steps)
        )
        total += squared[i] + ultimates[i] * sum(ultimates[i + 1 :]) * shared
    return Mack(ultimates, [value**0.5 for value in squared], total**0.5)

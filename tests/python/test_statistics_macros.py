"""Scalars of `macros/portable/statistics.sql` against the mathematics that they stand for."""

from __future__ import annotations

import math

import duckdb
import pytest
from jinja2 import Environment

from orchestration.contract import PROJECT_DIR


def ln_factorial(numbers: list[int]) -> list[float]:
    """The macro's own SQL, rendered and run."""
    source = (PROJECT_DIR / "macros" / "portable" / "statistics.sql").read_text("utf-8")
    text = source[: source.index("{# In a select list")] + "{{ ln_factorial('n') }}"
    expression = Environment(autoescape=False).from_string(text).render()
    query = f"select {expression} from (select unnest(?) as n)"
    return [value for (value,) in duckdb.execute(query, [numbers]).fetchall()]


def test_logarithms_of_factorials() -> None:
    numbers = [*range(200), 1000, 10**5, 10**6, 10**8]
    for number, value in zip(numbers, ln_factorial(numbers), strict=True):
        assert value == pytest.approx(math.lgamma(number + 1), rel=1e-12, abs=1e-12)

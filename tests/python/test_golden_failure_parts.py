"""Golden cases of the failing parts: causal parts, supersession, exposure, windows, Poisson."""

from __future__ import annotations

import csv
import math
from decimal import Decimal

import duckdb
import pytest
from harness import PROJECT_DIR, build_tables, records
from scipy.stats import chi2
from warranty_rows import causal, claim, line, product, unit

FREE_UNITS = 1000
# two lines that differ in their claim-free units alone
FLEETS = {"few": 40, "many": 40 + FREE_UNITS}


def failing(product_line: str, events: int, part_no: str) -> tuple[list[dict], list[dict]]:
    """Claims of so many events with one causal part of 10.00, failed in the window."""
    ids = [f"{product_line}-{part_no}-{number}" for number in range(events)]
    return [claim(name, product_line) for name in ids], [
        causal(name, 1, 10, part_no) for name in ids
    ]


EVENTS = [
    failing("few", 6, "pump"), failing("many", 6, "pump"),
    *[failing("wide", 12 - rank, f"w{rank:02}") for rank in range(12)],
]  # fmt: skip

TABLES = {
    "warranty.products": [
        *[product(name, name) for name in (*FLEETS, "wide", "chain", "split")],
        product("chain-b", "chain"), product("foreign", "foreign", own=False),
    ],
    "warranty.units": [
        *[unit(f"{name}-{n}", name) for name, size in FLEETS.items() for n in range(size)],
        *[unit(f"chain-{n}", "chain") for n in range(30)],
        *[unit(f"chain-b-{n}", "chain-b") for n in range(70)],
        unit("foreign-1", "foreign"),
    ],
    "parts.parts": [
        {"part_no": "old", "part_name": "Old", "superseded_by_part_no": "new"},
        {"part_no": "new", "part_name": "New", "category": "pump"},
        {"part_no": "pump", "part_name": "Pump", "category": "pump"},
    ],
    # the successor is listed for nothing yet: what its predecessor fits, it fits
    "parts.part_applications": [{"part_no": "old", "product_id": "chain"}],
    "parts.failure_benchmarks": [
        {"part_category": "pump", "product_line": "all", "failures_per_1000_unit_months": 2,
         "source": "s"},
        {"part_category": "pump", "product_line": "few", "failures_per_1000_unit_months": 4,
         "source": "s"},
    ],
    "warranty.claims": [
        *[row for claims, _ in EVENTS for row in claims],
        # one claim, four pieces of the old part and one of the new: one event of the new
        claim("chain-1", "chain"),
        claim("chain-unposted", "chain", posted_on=""),
        claim("chain-recall", "chain", claim_type="recall"),
        claim("chain-denied", "chain", status="denied"),
        claim("chain-early", "chain", failed_on="2025-03-31"),
        claim("chain-first-day", "chain", failed_on="2025-04-01"),
        claim("chain-3m", "chain", failed_on="2026-01-01"),
        claim("chain-before-3m", "chain", failed_on="2025-12-31"),
        claim("split-1", "split"), claim("split-2", "split"),
        claim("foreign-1", unit_id="foreign-1"),
    ],
    "warranty.claim_lines": [
        *[row for _, lines in EVENTS for row in lines],
        causal("chain-1", 1, 30, "old", quantity=4), causal("chain-1", 2, 5, "new"),
        line("chain-1", 3, "64.99", line_type="labor"),
        line("chain-1", 4, 7, line_type="part", part_no="pump"),
        *[
            causal(f"chain-{name}", 1, 1, "new")
            for name in ("unposted", "recall", "denied", "early", "first-day", "3m", "before-3m")
        ],
        # three causal parts of 100.00, and a claim that names none
        causal("split-1", 1, 50, "c"), causal("split-1", 2, 30, "a"), causal("split-1", 3, 0, "b"),
        line("split-1", 4, 20), line("split-1", 5, 13, line_type="tax"),
        line("split-2", 1, 9, line_type="part", part_no="a"),
        causal("foreign-1", 1, 1, "new"),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("failing")
    return build_tables(folder, TABLES, as_of="2026-03-31", select=["+top_failure_parts"])


def ranking(
    built: duckdb.DuckDBPyConnection, product_line: str, window: str = "12m"
) -> dict[str, dict[str, object]]:
    rows = records(
        built,
        "select * from marts.top_failure_parts"
        f" where product_line = '{product_line}' and \"window\" = '{window}'",
    )
    return {str(row["part_no"]): row for row in rows}


def test_claim_free_units_lower_the_rate_and_not_the_count(
    built: duckdb.DuckDBPyConnection,
) -> None:
    few, many = ranking(built, "few")["pump"], ranking(built, "many")["pump"]
    assert few["failure_events"] == many["failure_events"] == 6
    assert (few["unit_months"], many["unit_months"]) == (480.0, 12480.0)
    assert few["failures_per_1000_unit_months"] == pytest.approx(12.5)
    assert many["failures_per_1000_unit_months"] == pytest.approx(6 / 12.48)
    assert few["rank_by_rate"] == 1


def test_the_benchmark_is_that_of_the_line_else_of_all(
    built: duckdb.DuckDBPyConnection,
) -> None:
    few, many = ranking(built, "few")["pump"], ranking(built, "many")["pump"]
    assert (few["benchmark_rate"], few["benchmark_ratio"]) == (4, pytest.approx(3.125))
    # 3.125 times, and the lower limit 2.2019 / 0.48 = 4.587 lies above 4
    assert few["exceeds_3x_benchmark"] is True
    assert (many["benchmark_rate"], many["exceeds_3x_benchmark"]) == (2, False)
    assert ranking(built, "wide")["w00"]["exceeds_3x_benchmark"] is None


def test_a_superseded_part_counts_under_its_successor(
    built: duckdb.DuckDBPyConnection,
) -> None:
    part = ranking(built, "chain")
    assert set(part) == {"new"}
    assert part["new"]["part_name"] == "New"
    assert part["new"]["failure_events"] == 5
    assert part["new"]["unposted_failure_events"] == 1
    # the old and the new part of the claim, and one each of the four others
    assert part["new"]["replacement_cost_amount"] == 35 + 4
    assert part["new"]["job_cost_amount"] == Decimal("106.99") + 4
    assert (part["new"]["unit_months"], part["new"]["units_in_field"]) == (360.0, 30)


def test_windows_begin_on_the_first_of_their_first_month(
    built: duckdb.DuckDBPyConnection,
) -> None:
    assert ranking(built, "chain", "3m")["new"]["failure_events"] == 3
    assert ranking(built, "chain", "3m")["new"]["unit_months"] == 90.0


def test_a_claim_is_split_over_its_causal_parts_once(built: duckdb.DuckDBPyConnection) -> None:
    parts = ranking(built, "split")
    costs = {name: row["job_cost_amount"] for name, row in parts.items()}
    assert costs == {
        "a": Decimal("33.34"), "b": Decimal("33.33"), "c": Decimal("33.33"), "unknown": 9,
    }  # fmt: skip
    assert [parts[name]["rank_by_cost"] for name in ("a", "b", "c", "unknown")] == [1, 2, 3, None]
    assert {row["failure_events"] for row in parts.values()} == {1}
    assert parts["a"]["replacement_cost_amount"] == 30
    # no unit of the line is in the field
    assert parts["a"]["failures_per_1000_unit_months"] is None
    assert parts["a"]["has_low_n"] is True


def test_ten_parts_are_listed_and_fewer_are_fewer(built: duckdb.DuckDBPyConnection) -> None:
    wide = ranking(built, "wide")
    assert sorted(wide) == [f"w{rank:02}" for rank in range(10)]
    assert [wide[f"w{rank:02}"]["rank_by_count"] for rank in range(10)] == list(range(1, 11))


def test_all_lines_together_count_every_event_once(built: duckdb.DuckDBPyConnection) -> None:
    pump = ranking(built, "all")["pump"]
    assert pump["failure_events"] == 12
    # without an application the part fits every own-brand unit in the field
    assert pump["unit_months"] == 12 * (480 / 12 + 12480 / 12 + 100)


def limits() -> list[tuple[int, float, float]]:
    with (PROJECT_DIR / "seeds" / "poisson_limits.csv").open(encoding="utf-8") as file:
        return [
            (int(row["events"]), float(row["lower_95"]), float(row["upper_95"]))
            for row in csv.DictReader(file)
        ]


def test_tabulated_limits_are_the_exact_ones() -> None:
    table = limits()
    assert [events for events, _, _ in table] == list(range(1001))
    for events, lower, upper in table:
        exact = chi2.ppf(0.025, 2 * events) / 2 if events else 0
        assert lower == pytest.approx(exact, abs=1e-9)
        assert upper == pytest.approx(chi2.ppf(0.975, 2 * events + 2) / 2, abs=1e-9)


def test_published_limits_of_rare_events() -> None:
    """Oracles 11 and 12: five events and none, by an exact Poisson interval."""
    table = {events: (lower, upper) for events, lower, upper in limits()}
    assert [round(limit, 4) for limit in table[5]] == [1.6235, 11.6683]
    assert [round(limit, 4) for limit in table[0]] == [0.0, 3.6889]


@pytest.mark.parametrize("events", [1001, 5000, 200_000])
def test_limits_beyond_the_table_agree_with_the_exact_ones(events: int) -> None:
    """The formula of `int_failed_parts_counted` for counts that the seed does not hold."""
    normal = 1.959963984540054

    def limit(count: int, sign: int) -> float:
        return count * (1 - 1 / (9 * count) + sign * normal / (3 * math.sqrt(count))) ** 3

    assert limit(events, -1) == pytest.approx(chi2.ppf(0.025, 2 * events) / 2, rel=1e-6)
    assert limit(events + 1, 1) == pytest.approx(chi2.ppf(0.975, 2 * events + 2) / 2, rel=1e-6)

"""Golden company of the lifecycle forecast: cohorts that completed a year speak for the rest."""

from __future__ import annotations

import duckdb
import pytest
from harness import build_tables, records
from warranty_rows import claim, line, sale, unit

AS_OF = "2024-12-31"


def crane(product_id: str, product_line: str, cost: object) -> dict:
    return {
        "product_id": product_id, "product_name": product_id, "product_line": product_line,
        "is_own_brand": "true", "manufacturing_cost": cost, "currency": "CNY",
    }  # fmt: skip


# unit, day of failure, cost
COSTS = [
    ("a1", "2021-05-01", 100), ("a2", "2022-05-01", 200), ("a1", "2023-05-01", 300),
    ("a2", "2024-05-01", 400), ("b1", "2022-05-01", 60), ("b1", "2024-05-01", 90),
    # the second year of the unit sold in mid 2023 is under way: its cost must not be extrapolated
    ("c1", "2023-09-01", 40), ("c1", "2024-09-01", 999),
    ("d1", "2024-02-29", 70), ("e1", "2024-06-01", 80),
]  # fmt: skip
TABLES = {
    "warranty.products": [
        crane("crane", "cranes", 1000), crane("hoist", "hoists", ""), crane("gift", "gifts", 0),
    ],
    "warranty.units": [
        unit("a1", "crane", "2021-01-01"), unit("a2", "crane", "2021-01-01"),
        unit("b1", "crane", "2022-01-01"),
        unit("b2", "crane", "2022-01-01", status="scrapped", status_on="2023-01-01"),
        unit("c1", "crane", "2023-07-01"),
        unit("d1", "crane", "2024-01-01"),
        # one day short of a whole year on the as-of date
        unit("e1", "hoist", "2024-01-02"),
        unit("g1", "gift", "2023-01-01"),
    ],
    "warranty.claims": [
        claim(f"c{key}", unit_id=unit_id, failed_on=on, submitted_on=on, decided_on=on,
              posted_on=on)
        for key, (unit_id, on, _) in enumerate(COSTS)
    ],
    "warranty.claim_lines": [
        line(f"c{key}", 1, amount) for key, (_, _, amount) in enumerate(COSTS)
    ],
    "crm.sales": [
        sale("s1", "crane", 2500, "2022-01-01", unit_id="b1", ordered_on="2021-12-01"),
        sale("s2", "hoist", 900, "2024-01-02", unit_id="e1", ordered_on="2023-12-01"),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("forecast")
    return build_tables(folder, TABLES, as_of=AS_OF, select=["+lifecycle_cost"])


def cohort(built: duckdb.DuckDBPyConnection, line_and_year: str) -> list[dict]:
    product_line, sale_year = line_and_year.split()
    return records(
        built,
        f"select * from marts.lifecycle_cost where product_line = '{product_line}'"
        f" and sale_year = {sale_year} order by year_in_service",
    )


@pytest.mark.parametrize(
    ("line_and_year", "forecast", "grades"),
    [
        # 100 / 2, 200 / 2, 300 / 2, 400 / 2; nobody has completed a fifth year
        ("cranes 2021", [50, 150, 300, 500, None], ["measured"] * 4 + [None]),
        # 60 / 2, 0 / 1, 90 / 1 of its own, then 400 / 2 of the older cohort
        ("cranes 2022", [30, 30, 120, 320, None], ["measured"] * 3 + ["modelled", None]),
        # (200 + 0) / (2 + 1), (300 + 90) / (2 + 1), 400 / 2: sums over sums, its own 999 aside
        (
            "cranes 2023",
            [40, 40 + 200 / 3, 170 + 200 / 3, 370 + 200 / 3, None],
            ["measured", "modelled", "modelled", "modelled", None],
        ),
        # the year that ends with the as-of day is complete
        (
            "cranes 2024",
            [70, 70 + 200 / 3, 200 + 200 / 3, 400 + 200 / 3, None],
            ["measured", "modelled", "modelled", "modelled", None],
        ),
        # a day short: no cohort of the line has completed anything
        ("hoists 2024", [None] * 5, [None] * 5),
    ],
)
def test_years_not_complete_are_forecast_from_those_who_completed_them(
    built, line_and_year: str, forecast: list, grades: list
) -> None:
    rows = cohort(built, line_and_year)
    shown = [row["cumulative_cost_per_unit_forecast"] for row in rows]
    assert shown == [None if value is None else pytest.approx(value) for value in forecast]
    assert [row["evidence_grade"] for row in rows] == grades


@pytest.mark.parametrize(
    ("line_and_year", "units", "unit_years"),
    [
        # of the fourth year only the two units of 2021 can tell
        ("cranes 2022", [None, None, None, 2, None], [None, None, None, 2, None]),
        # two cohorts of two units; one unit of 2022 was scrapped after its first year
        ("cranes 2023", [None, 4, 4, 2, None], [None, 3, 3, 2, None]),
        ("hoists 2024", [None] * 5, [None] * 5),
    ],
)
def test_a_forecast_tells_on_how_many_units_it_stands(
    built, line_and_year: str, units: list, unit_years: list
) -> None:
    rows = cohort(built, line_and_year)
    assert [row["forecast_units"] for row in rows] == units
    shown = [row["forecast_unit_years"] for row in rows]
    assert shown == [None if value is None else pytest.approx(value) for value in unit_years]


def test_the_actual_figures_stand_beside_the_forecast(built) -> None:
    second = cohort(built, "cranes 2023")[1]
    assert second["is_complete"] is False
    assert second["cost_per_unit_year"] == pytest.approx(999 / (184 / 365))
    assert second["expected_cost_per_unit_year"] == pytest.approx(200 / 3)
    (first, *_) = cohort(built, "hoists 2024")
    assert first["is_complete"] is False
    assert first["expected_cost_per_unit_year"] is None


def test_service_is_compared_with_making_the_unit(built) -> None:
    fourth = cohort(built, "cranes 2022")[3]
    assert fourth["cost_to_manufacturing_ratio"] == pytest.approx(0.32)
    assert fourth["true_margin_per_unit"] == pytest.approx(2500 - 1000 - 320)
    # no sale: no margin, yet a ratio
    fourth = cohort(built, "cranes 2021")[3]
    assert fourth["cost_to_manufacturing_ratio"] == pytest.approx(0.5)
    assert fourth["true_margin_per_unit"] is None


def test_a_cost_of_nothing_has_no_ratio(built) -> None:
    (first, *_) = cohort(built, "gifts 2023")
    assert first["manufacturing_cost_per_unit"] == 0
    assert first["cumulative_cost_per_unit_forecast"] == 0
    assert first["cost_to_manufacturing_ratio"] is None


def test_the_widest_rule_of_the_allocation_is_told_apart(built) -> None:
    row = cohort(built, "cranes 2021")[0]
    # no service ledger was delivered: nothing is known of its share
    assert row["allocated_amount"] is None
    assert row["allocated_by_company_amount"] is None

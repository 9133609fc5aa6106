"""Raw rows of a company whose product lines are triangles: a unit per vintage, a claim per step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mack_oracle import RAA, simulated
from warranty_rows import Row, claim, line, product, sale, unit

AS_OF = date(2020, 12, 31)
SIZES = {"sim1": 6, "sim2": 9, "sim3": 12}
# A vintage that grows out of nothing, one that falls below it, and a last step of vintages
# without any cost.
TRIANGLES: dict[str, list[list[float]]] = {
    "raa": RAA,
    **{name: simulated(seed, size) for seed, (name, size) in enumerate(SIZES.items())},
    "grown": [[0, 50, 100, 110], [20, 60, 90], [30, 80], [40]],
    "fallen": [[100, 200, 250, 260], [100, -50, 10], [100, 150], [100]],
    "silent": [[0, 0, 0, 0], [100, 150, 180], [300, 400], [200]],
    "young": [[5]],
    "cape": [[100, 200, 250], [150, 300], [0]],
}
# What the vintages of a line were sold for.
REVENUES: dict[str, list[float]] = {"cape": [5000, 10000, 8000]}


def quarter(back: int) -> date:
    """First day of the quarter that lies `back` quarters before that of the as-of date."""
    index = AS_OF.year * 4 + 3 - back
    return date(index // 4, index % 4 * 3 + 1, 1)


def claims_on(unit_id: str, claim_id: str, on: date, amount: float) -> tuple[Row, Row]:
    """An approved base claim of that amount, failed, submitted, decided and posted on that day."""
    columns = dict.fromkeys(("failed_on", "submitted_on", "decided_on", "posted_on"), on)
    return claim(claim_id, unit_id=unit_id, **columns), line(claim_id, 1, amount)


def triangle_rows(name: str, triangle: list[list[float]]) -> Iterator[tuple[str, Row]]:
    """Raw rows whose vintages cost what `triangle` cumulates, the last in the as-of quarter."""
    yield "warranty.products", product(name, name)
    for vintage, row in enumerate(triangle):
        back = len(triangle) - 1 - vintage
        unit_id = f"{name}-{vintage}"
        yield "warranty.units", unit(unit_id, name, quarter(back))
        if name in REVENUES:
            sold = quarter(back)
            revenue = REVENUES[name][vintage]
            yield "crm.sales", sale(unit_id, name, revenue, str(sold), ordered_on=sold)
        for step, cost in enumerate(row):
            amount = round(cost - (row[step - 1] if step else 0), 2)
            if amount:
                on = quarter(back - step)
                rows = claims_on(unit_id, f"{unit_id}-{step}", on, amount)
                yield "warranty.claims", rows[0]
                yield "warranty.claim_lines", rows[1]


def example_rows() -> Iterator[tuple[str, Row]]:
    """Oracle 3: of 100 sold for 10,000 each six cost 30 % and four cost 70 % of a hundredth.

    1,000 units at 1,000: 60 claims of 300 and 40 of 700, which are 46,000; six, three and one
    tenth of them in the first, second and third year after the quarter of sale. The newest quarter
    sells as much and has no claim yet.
    """
    yield "warranty.products", product("example", "example")
    for back in (13, 0):
        sold = quarter(back)
        yield "crm.sales", sale(f"example-{back}", "example", 1_000_000, str(sold), ordered_on=sold)
        yield "warranty.units", unit(f"example-{back}", "example", sold)
    years = [(1, 36, 24), (5, 18, 12), (9, 6, 4)]
    for step, minor, major in years:
        for number in range(minor + major):
            # over all quarters of the year
            on = quarter(13 - step - number % 4)
            amount = 300 if number < minor else 700
            rows = claims_on("example-13", f"example-{step}-{number}", on, amount)
            yield "warranty.claims", rows[0]
            yield "warranty.claim_lines", rows[1]


def company() -> dict[str, list[Row]]:
    """Every table of the company."""
    tables: dict[str, list[Row]] = {}
    rows = [item for name, triangle in TRIANGLES.items() for item in triangle_rows(name, triangle)]
    for table, row in [*rows, *example_rows()]:
        tables.setdefault(table, []).append(row)
    rates = [("1900-01-01", "0.06"), ("2022-01-01", "0.07")]
    tables["planning.assumptions"] = [
        {"assumption": "discount_rate", "valid_from": on, "value": value, "unit": "share per year",
         "source": "IFRS example"}
        for on, value in rates
    ]  # fmt: skip
    return tables

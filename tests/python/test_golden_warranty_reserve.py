"""Golden cases of the warranty reserve: published roll-forwards, openings, and postings once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from harness import build_tables, records
from warranty_rows import claim, line, product, unit


def posting(
    key: str, product_line: str, on: str, kind: str, amount: object, **columns: object
) -> dict[str, object]:
    return {
        "movement_id": key, "product_line": product_line, "posted_on": on, "movement_type": kind,
        "amount": amount, "currency": "CNY", **columns,
    }  # fmt: skip


def period(
    line_name: str, began: str, ended: str, opening: int, settled: int, accrued: int
) -> list[dict[str, object]]:
    """A roll-forward as a company prints it: its opening, and its postings on the last day."""
    key = f"{line_name}-{began}"
    return [
        posting(f"{key}-o", line_name, began, "opening", opening),
        posting(f"{key}-s", line_name, ended, "settlement", settled),
        posting(f"{key}-a", line_name, ended, "accrual", accrued),
    ]


# Oracles 1 and 2: Apple Inc., product warranty notes of the 10-K of 2019 to 2021 and of the 10-Q
# of the quarter that ended on 28 March 2020, in millions of USD.
ANNUAL = [
    *period("annual", "2018-09-30", "2019-09-28", 3692, -3857, 3735),
    *period("annual", "2019-09-29", "2020-09-26", 3570, -2956, 2740),
    *period("annual", "2020-09-27", "2021-09-25", 3354, -2674, 2684),
]
HALF = period("half", "2019-09-29", "2020-03-28", 3570, -1604, 1957)
SECOND_QUARTER = period("second_quarter", "2019-12-29", "2020-03-28", 3873, -689, 739)
QUARTERS = [
    *period("quarters", "2019-09-29", "2019-12-28", 3570, -1604 + 689, 1957 - 739),
    *period("quarters", "2019-12-29", "2020-03-28", 3873, -689, 739),
]

TABLES = {
    "warranty.products": [
        *(product(name, name) for name in ("paid", "unreserved", "late", "opened")),
        # a line that calls itself by the name of all lines together is no line
        product("everything", "all"),
    ],
    "warranty.units": [unit("u1", "paid", "2019-01-01")],
    "warranty.claims": [
        claim("paid", "paid", failed_on="2021-01-10", submitted_on="2021-01-10",
              decided_on="2021-01-10", posted_on="2021-01-31"),
        claim("paid-goodwill", "paid", claim_type="goodwill", failed_on="2021-01-10",
              submitted_on="2021-01-10", decided_on="2021-01-10", posted_on="2021-01-31"),
        claim("unreserved", "unreserved", failed_on="2021-02-10", submitted_on="2021-02-10",
              decided_on="2021-02-10", posted_on="2021-02-10"),
        claim("before", "unreserved", failed_on="2018-02-10", submitted_on="2018-02-10",
              decided_on="2018-02-10", posted_on="2018-02-10"),
        claim("early", "late", failed_on="2021-03-10", submitted_on="2021-03-10",
              decided_on="2021-03-10", posted_on="2021-03-10"),
        claim("unopened", "opened", failed_on="2021-02-05", submitted_on="2021-02-05",
              decided_on="2021-02-05", posted_on="2021-02-05"),
        claim("named-all", "everything", failed_on="2021-06-10", submitted_on="2021-06-10",
              decided_on="2021-06-10", posted_on="2021-06-10"),
        claim("tomorrow", "paid", failed_on="2021-01-10", submitted_on="2021-01-10",
              decided_on="2021-01-10", posted_on="2021-12-01"),
    ],
    "warranty.claim_lines": [
        line("paid", 1, 60), line("paid", 2, "9.60", line_type="tax"), line("paid-goodwill", 1, 7),
        line("unreserved", 1, 5), line("before", 1, 3), line("tomorrow", 1, 1000),
        line("early", 1, 4), line("unopened", 1, 6), line("named-all", 1, 2),
    ],
    "finance.exchange_rates": [
        {"rate_on": "2020-01-01", "from_currency": "USD", "to_currency": "CNY", "rate": 7},
    ],
    "warranty.reserve_movements": [
        *ANNUAL, *HALF, *SECOND_QUARTER, *QUARTERS,
        posting("p1", "paid", "2021-01-01", "opening", 100),
        posting("p2", "paid", "2021-01-31", "settlement", -59),
        posting("p3", "paid", "2021-01-31", "accrual", 10, currency="USD"),
        posting("p4", "paid", "2021-02-15", "preexisting", -4),
        posting("p5", "paid", "2021-02-15", "fx", "0.25"),
        posting("p6", "paid", "2021-02-15", "other", -1),
        posting("p7", "paid", "2021-04-01", "opening", 110),
        posting("p8", "paid", "2021-04-01", "opening", 106),
        posting("p9", "paid", "2021-12-01", "accrual", 5000),
        posting("e1", "", "2021-01-31", "accrual", 20),
        posting("e2", "", "2021-03-31", "settlement", -8),
        posting("late1", "late", "2021-05-20", "accrual", 1),
        posting("late2", "late", "2021-06-01", "opening", 50),
        posting("opened1", "opened", "2021-04-15", "opening", 30),
    ],
}  # fmt: skip
AMOUNTS = ["accrual_amount", "preexisting_amount", "settlement_amount", "fx_other_amount"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("reserve")
    select = ["+warranty_reserve", "+warranty_cost_ratio_yearly"]
    return build_tables(folder, TABLES, as_of="2021-11-30", select=select)


def months(built: duckdb.DuckDBPyConnection, product_line: str) -> dict[str, dict[str, object]]:
    rows = records(
        built,
        "select * from marts.warranty_reserve"
        f" where product_line = '{product_line}' order by month_start",
    )
    return {f"{row['month_start']:%Y-%m}": row for row in rows}


def test_annual_roll_forwards_of_the_10_k(built: duckdb.DuckDBPyConnection) -> None:
    """Oracle 1: 3,570, 3,354 and 3,364, each the opening of the next year as printed."""
    rows = months(built, "annual")
    assert [rows[month]["closing_amount"] for month in ("2019-09", "2020-09", "2021-09")] == [
        3570, 3354, 3364,
    ]  # fmt: skip
    assert rows["2018-09"]["opening_amount"] == 3692
    assert [rows[f"{year}-10"]["opening_amount"] for year in (2019, 2020, 2021)] == [
        3570, 3354, 3364,
    ]  # fmt: skip
    found = {month: row["opening_difference_amount"] for month, row in rows.items()}
    assert {month: amount for month, amount in found.items() if amount is not None} == {
        "2019-09": 0, "2020-09": 0,
    }  # fmt: skip
    assert rows["2020-09"]["settlement_amount"] == -2956
    assert rows["2020-09"]["accrual_amount"] == 2740


def test_half_year_and_quarter_of_the_10_q(built: duckdb.DuckDBPyConnection) -> None:
    """Oracle 2: both end at 3,923; the first quarter is what the half year has more."""
    half, second = months(built, "half")["2020-03"], months(built, "second_quarter")["2020-03"]
    assert half["closing_amount"] == second["closing_amount"] == 3923
    assert half["settlement_amount"] - second["settlement_amount"] == -915
    assert half["accrual_amount"] - second["accrual_amount"] == 1218
    quarters = months(built, "quarters")
    assert quarters["2019-12"]["closing_amount"] == quarters["2020-01"]["opening_amount"] == 3873
    assert quarters["2019-12"]["opening_difference_amount"] == 0
    assert quarters["2020-03"]["closing_amount"] == 3923
    assert sum(row["settlement_amount"] for row in quarters.values()) == -1604
    assert sum(row["accrual_amount"] for row in quarters.values()) == 1957


def test_a_line_rolls_forward_and_ties_to_the_claims(built: duckdb.DuckDBPyConnection) -> None:
    rows = months(built, "paid")
    assert list(rows) == [f"2021-{month:02}" for month in range(1, 12)]
    january, february = rows["2021-01"], rows["2021-02"]
    assert january["opening_amount"] == 100
    assert january["accrual_amount"] == 70
    assert (january["settlement_amount"], january["claims_paid_amount"]) == (-59, 60)
    assert (january["difference_amount"], january["closing_amount"]) == (1, 111)
    assert (february["preexisting_amount"], february["fx_other_amount"]) == (-4, Decimal("-0.75"))
    assert february["claims_paid_amount"] == february["difference_amount"] == 0
    assert february["closing_amount"] == Decimal("106.25")


def test_a_later_opening_is_compared_and_posts_nothing(built: duckdb.DuckDBPyConnection) -> None:
    april = months(built, "paid")["2021-04"]
    # 110 - 106.25 and 106 - 106.25
    assert april["opening_difference_amount"] == Decimal("3.50")
    assert april["opening_amount"] == april["closing_amount"] == Decimal("106.25")
    # nothing after the as-of date
    assert months(built, "paid")["2021-11"]["closing_amount"] == Decimal("106.25")


def test_an_opening_after_the_first_posting_moves_the_reserve(
    built: duckdb.DuckDBPyConnection,
) -> None:
    rows = months(built, "late")
    # the line begins with what was paid for it before anything was posted
    assert (min(rows), rows["2021-03"]["difference_amount"]) == ("2021-03", 4)
    assert rows["2021-03"]["closing_amount"] == 0
    assert (rows["2021-05"]["opening_amount"], rows["2021-05"]["closing_amount"]) == (0, 1)
    june = rows["2021-06"]
    assert (june["opening_amount"], june["fx_other_amount"], june["closing_amount"]) == (1, 50, 51)
    assert june["opening_taken_up_amount"] == 50
    assert june["opening_difference_amount"] is None
    opened = months(built, "opened")
    assert (min(opened), opened["2021-02"]["opening_amount"]) == ("2021-02", 0)
    april = opened["2021-04"]
    assert (april["opening_amount"], april["opening_taken_up_amount"]) == (0, 30)
    assert april["closing_amount"] == 30


def test_a_posting_without_a_line_stands_once_in_all(built: duckdb.DuckDBPyConnection) -> None:
    unknown = months(built, "unknown")
    assert unknown["2021-01"]["accrual_amount"] == 20
    assert unknown["2021-03"]["closing_amount"] == 12
    openings = 3692 + 3570 + 3873 + 3570 + 100 + 50 + 30
    moved = (-3857 + 3735 - 2956 + 2740 - 2674 + 2684) + (-1604 + 1957) + (-689 + 739)
    moved += (-1604 + 1957) - 59 + 70 - 4 + Decimal("0.25") - 1 + 20 - 8 + 1
    whole = months(built, "all")
    assert whole["2021-11"]["closing_amount"] == openings + moved
    assert whole["2018-09"]["opening_amount"] == 3692
    assert whole["2019-09"]["opening_taken_up_amount"] == 3570 + 3570
    assert whole["2021-01"]["opening_taken_up_amount"] == 100
    assert whole["2021-02"]["claims_paid_amount"] == 5 + 6
    assert "2018-02" not in whole


def test_the_lines_add_up_to_all_in_every_month(built: duckdb.DuckDBPyConnection) -> None:
    names = ["closing_amount", "claims_paid_amount", "difference_amount", *AMOUNTS[:3]]
    sums = ", ".join(f"sum(if(product_line = 'all', 1, -1) * {name}) as {name}" for name in names)
    rows = records(built, f"select month_start, {sums} from marts.warranty_reserve group by 1")
    assert len(rows) == 39
    for row in rows:
        assert {row[name] for name in names} == {0}, row


def test_a_line_that_is_named_all_is_no_line(built: duckdb.DuckDBPyConnection) -> None:
    assert months(built, "unknown")["2021-06"]["claims_paid_amount"] == 2
    assert months(built, "all")["2021-06"]["claims_paid_amount"] == 2
    yearly = records(
        built,
        "select product_line, warranty_cost_gross_amount as amount"
        " from marts.warranty_cost_ratio_yearly where year_start = date '2021-01-01'",
    )
    costs = {row["product_line"]: row["amount"] for row in yearly}
    assert len(costs) == len(yearly)
    assert (costs["unknown"], costs["all"]) == (2, 60 + 5 + 4 + 6 + 2)


def test_claims_of_a_line_without_a_reserve_are_shown(built: duckdb.DuckDBPyConnection) -> None:
    rows = months(built, "unreserved")
    assert min(rows) == "2021-02"
    assert rows["2021-02"]["difference_amount"] == 5
    assert rows["2021-02"]["closing_amount"] == 0


def test_closing_is_the_next_opening_in_every_month(built: duckdb.DuckDBPyConnection) -> None:
    rows = records(
        built,
        "select *, lead(opening_amount) over w as next_opening,"
        " lead(month_start) over w as next_month from marts.warranty_reserve"
        " window w as (partition by product_line order by month_start)",
    )
    assert len(rows) > 150
    for row in rows:
        moved = sum((row[name] for name in AMOUNTS), Decimal(0))
        assert row["closing_amount"] == row["opening_amount"] + moved, row
        if row["next_month"] is None:
            assert row["month_start"] == date(2021, 11, 1)
        else:
            assert row["next_opening"] == row["closing_amount"], row
            assert (row["next_month"] - row["month_start"]).days <= 31

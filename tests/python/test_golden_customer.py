"""Golden cases of NPS, referrals and service cases (G01, G02, G17, G18, oracle 9, traps)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from customer_company import property_rows, tables
from customer_rows import job, referral
from harness import build_tables, records

AS_OF = "2025-12-31"
SELECT = [
    "+nps",
    "+referral_value_summary",
    "+service_case_value",
    "+fct_tickets",
    "+fct_ticket_events",
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("customer")
    return build_tables(folder, tables(), as_of=AS_OF, reporting_currency="CNY", select=SELECT)


def score_of(
    built: duckdb.DuckDBPyConnection, line: str, quarter: str, survey_type: str = "nps_relationship"
) -> dict:
    rows = records(
        built,
        f"select * from marts.nps where product_line = '{line}'"
        f" and quarter_start = '{quarter}' and survey_type = '{survey_type}'",
    )
    return rows[0] if rows else {}


def referral_of(built: duckdb.DuckDBPyConnection, name: str) -> dict:
    return records(built, f"select * from marts.referral_value where referral_id = '{name}'")[0]


def test_g17_passives_stand_in_the_denominator(built: duckdb.DuckDBPyConnection) -> None:
    row = score_of(built, "vans", "2025-01-01")
    assert (row["nps"], row["responses"], row["has_low_n"]) == (65.0, 20, True)
    assert (row["promoters"], row["passives"], row["detractors"]) == (14, 5, 1)


def test_oracle_9_score_and_standard_error(built: duckdb.DuckDBPyConnection) -> None:
    row = score_of(built, "trucks", "2025-01-01")
    assert round(row["nps"], 2) == 33.33
    assert round(row["standard_error"], 4) == 4.1409
    assert row["lower_95"] == pytest.approx(33.3333333 - 1.959963984540054 * 4.1408666)
    assert (row["responses"], row["has_low_n"]) == (324, False)


def test_trap_15_the_company_is_not_the_mean_of_its_lines(built: duckdb.DuckDBPyConnection) -> None:
    row = score_of(built, "all", "2025-01-01")
    # 20 + 324, and of the buses one customer and two anonymous, and z4 of the default time zone
    assert row["responses"] == 20 + 324 + 3 + 1
    assert row["nps_numerator"] == 13 + 108 + 2 + 1
    assert row["nps"] == pytest.approx(100 * row["nps_numerator"] / row["responses"])


def test_a_customer_answers_once_and_an_anonymous_answer_counts(
    built: duckdb.DuckDBPyConnection,
) -> None:
    row = score_of(built, "buss", "2025-01-01")
    assert (row["promoters"], row["passives"], row["detractors"]) == (2, 1, 0)
    assert row["other_scale_responses"] == 1


def test_the_line_is_that_of_the_unit_served(built: duckdb.DuckDBPyConnection) -> None:
    for line, promoters, responses in [("buss", 1, 1), ("trucks", 1, 1), ("unknown", 0, 1)]:
        row = score_of(built, line, "2025-01-01", "nps_transaction")
        assert (line, row["promoters"], row["responses"]) == (line, promoters, responses)


def test_mystery_audits_never_count(built: duckdb.DuckDBPyConnection) -> None:
    row = score_of(built, "all", "2025-01-01", "nps_transaction")
    assert (row["responses"], row["detractors"]) == (3, 1)
    left_out = built.execute(
        "select response_id from core.fct_survey_responses where is_mystery_audit order by 1"
    ).fetchall()
    assert left_out == [("x1",), ("x2",), ("x3",)]


def test_trap_10_quarters_are_local(built: duckdb.DuckDBPyConnection) -> None:
    assert score_of(built, "trams", "2025-01-01")["responses"] == 1
    # z1 to z3, and the one customer who answered twice in the second quarter
    assert score_of(built, "trams", "2025-04-01")["responses"] == 4
    assert referral_of(built, "lead")["quarter_start"] == date(2025, 4, 1)


def test_g01_and_g02_a_rescue_and_its_return(built: duckdb.DuckDBPyConnection) -> None:
    row = records(built, "select * from marts.service_case_value where work_order_id = 'rescue'")[0]
    assert row["case_cost_amount"] == Decimal("1150.00")
    assert row["cost_basis"] == "mixed"
    assert row["referred_buyers"] == 3
    assert row["referred_revenue_amount"] == Decimal(2_100_000)
    assert row["referred_profit_amount"] == Decimal(210_000)
    assert round(row["benefit_cost_ratio"], 6) == 182.608696
    assert int(row["benefit_cost_ratio"]) == 182
    assert round(row["roi_net"], 6) == 181.608696
    assert row["days_window"] == 183


def test_cases_are_those_with_a_cause(built: duckdb.DuckDBPyConnection) -> None:
    cases = built.execute("select work_order_id from marts.service_case_value order by 1")
    assert cases.fetchall() == [("gift",), ("rescue",)]


def test_g18_assumed_value_stands_beside_profit(built: duckdb.DuckDBPyConnection) -> None:
    won = [referral_of(built, f"g{n}") for n in (1, 2, 3)]
    assert sum(row["assumed_value_amount"] for row in won) == Decimal(900_000)
    assert sum(row["referred_profit_amount"] for row in won) == Decimal(210_000)
    totals = [value for value in records(built, "select * from marts.referral_value_summary")
              for value in value.values() if isinstance(value, Decimal)]  # fmt: skip
    assert Decimal(1_110_000) not in totals


def test_trap_14_the_order_converts_on_its_day(built: duckdb.DuckDBPyConnection) -> None:
    # 1000 USD ordered at 7, less a credit of 100 USD given at 9
    assert referral_of(built, "usd")["referred_revenue_amount"] == Decimal(7000 - 900)


def test_trap_13_a_returned_sale_brings_nothing(built: duckdb.DuckDBPyConnection) -> None:
    row = referral_of(built, "back")
    assert (row["status"], row["referred_revenue_amount"]) == ("cancelled", 0)
    assert row["assumed_value_amount"] == 0


def test_identities_are_those_after_merges(built: duckdb.DuckDBPyConnection) -> None:
    row = referral_of(built, "self")
    assert row["status"] == "void_self"
    assert (row["referrer_customer_id"], row["referred_customer_id"]) == ("survivor", "survivor")


def test_an_unknown_sale_leaves_everything_open(built: duckdb.DuckDBPyConnection) -> None:
    row = referral_of(built, "lost")
    assert [row[name] for name in (
        "status", "credit_share", "referred_revenue_amount", "assumed_value_amount",
    )] == [None] * 4  # fmt: skip


def test_the_referrers_category_is_that_of_the_moment(built: duckdb.DuckDBPyConnection) -> None:
    found = {name: referral_of(built, name)["referrer_nps_category"]
             for name in ("before", "at_once", "after", "g1")}  # fmt: skip
    assert found == {"before": "promoter", "at_once": "detractor", "after": "detractor",
                     "g1": "unknown"}  # fmt: skip


def test_a_referral_after_the_as_of_date_does_not_count(built: duckdb.DuckDBPyConnection) -> None:
    assert not records(built, "select * from core.fct_referrals where referral_id = 'future'")


def test_costs_fall_into_the_quarter_they_were_paid(built: duckdb.DuckDBPyConnection) -> None:
    first, second = records(
        built,
        "select * from marts.referral_value_summary where referrer_nps_category = 'all'"
        " and quarter_start in ('2025-01-01', '2025-04-01') order by quarter_start",
    )
    assert (first["referral_cost_amount"], second["referral_cost_amount"]) == (1200, 600)
    assert (first["marketing_amount"], second["marketing_amount"]) == (4900, 0)
    # three friends and the dollar buyer; beside them only the survivor's own purchase
    assert (first["referred_new_customers"], first["other_new_customers"]) == (4, 1)
    assert (first["referral_cac"], first["paid_cac"]) == (300.0, 4900.0)
    assert first["cac_ratio"] == pytest.approx(300 / 4900)
    assert second["referral_cac"] is None


def test_merges_of_tickets_end(built: duckdb.DuckDBPyConnection) -> None:
    ends = dict(
        built.execute("select ticket_id, surviving_ticket_id from core.fct_tickets").fetchall()
    )
    assert {ends[name] for name in ("ring_a", "ring_b", "ring_c", "outside")} == {"ring_a"}
    assert (ends["t_into_audit"], ends["orphaned"]) == ("t_audit", "orphaned")


def test_events_are_numbered_and_local(built: duckdb.DuckDBPyConnection) -> None:
    rows = built.execute(
        "select event_id, surviving_ticket_id, event_number, occurred_on"
        " from core.fct_ticket_events order by event_id"
    ).fetchall()
    assert rows == [
        ("e1", "t_audit", 1, date(2025, 1, 1)),
        ("e2", "t_audit", 2, date(2025, 1, 1)),
        ("e3", "t_center", 1, date(2025, 4, 1)),
        # the ticket is not known; e5 is next year in Shanghai
        ("e4", "no_ticket", 1, date(2025, 3, 31)),
    ]


def test_trap_12_no_sale_is_credited_beyond_its_price(built: duckdb.DuckDBPyConnection) -> None:
    sales, credits, claims = property_rows()
    worth = {row["sale_id"]: Decimal(row["net_amount"]) for row in sales}
    for row in credits:
        worth[row["sale_id"]] -= Decimal(row["amount"])
    shared, revenue, value = defaultdict(float), defaultdict(Decimal), defaultdict(Decimal)
    campaigns = {row["sale_id"] for row in claims if row["campaign_id"]}
    rows = records(built, "select * from marts.referral_value where sale_id like 'p%'")
    assert len(rows) == len(claims)
    for row in rows:
        shared[row["sale_id"]] += row["credit_share"]
        revenue[row["sale_id"]] += row["referred_revenue_amount"]
        value[row["referred_customer_id"]] += row["assumed_value_amount"]
    won = {row["sale_id"] for row in rows if row["status"] == "won"}
    assert len(won) > 100
    for name, amount in revenue.items():
        assert shared[name] <= 1 + 1e-9
        assert amount <= worth[name]
        if name in won and name not in campaigns:
            assert (amount, shared[name]) == (worth[name], pytest.approx(1))
    assert max(value.values()) == 300_000
    assert sum(revenue.values()) <= sum(worth.values())


def test_what_was_not_delivered_is_null(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("subset")
    given = {
        "crm.referrals": [referral("r1", "a", sale_id="s1"), referral("r2", "a")],
        "service.work_orders": [job("gift", goodwill_amount=10, currency="CNY")],
    }
    built = build_tables(folder, given, as_of=AS_OF, select=SELECT)
    assert [referral_of(built, name)["status"] for name in ("r1", "r2")] == [None, "prospect"]
    assert referral_of(built, "r2")["reward_amount"] is None
    row = records(built, "select * from marts.referral_value_summary"
                  " where referrer_nps_category = 'all'")[0]  # fmt: skip
    assert (row["referrals"], row["prospects"]) == (2, 1)
    unknown = ("won", "conversion_rate", "revenue_amount", "referral_cost_amount",
               "marketing_amount", "referred_new_customers", "cac_ratio")  # fmt: skip
    assert [row[name] for name in unknown] == [None] * len(unknown)
    case = records(built, "select * from marts.service_case_value")[0]
    assert (case["case_cost_amount"], case["referred_buyers"]) == (None, None)
    assert not records(built, "select * from marts.nps")

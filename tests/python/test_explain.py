"""Every figure of the dashboard is the sum of its rows: exact, in decimals, for every metric."""

from __future__ import annotations

import csv
import itertools
import json
import re
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result
from explain_company import (
    CAC,
    METRICS,
    NPS,
    UNANSWERABLE,
    as_shown,
    figures,
    publish_company,
    quotient_of,
    read_csv,
    sides_of_rows,
    value_of,
    where,
)

from orchestration.cli import cli
from orchestration.contract import load_contract
from orchestration.errors import Refusal
from orchestration.explain.figure import explain, read_page
from orchestration.explain.files import write_csv
from orchestration.explain.registry import SIDES
from orchestration.explain.request import label, read_question
from orchestration.explain.rows import read_rows


@pytest.fixture(scope="module")
def warehouse(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_company(company / "raw", tmp_path_factory.mktemp("explain"))


@pytest.fixture(scope="module")
def published(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse / "aftersales.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture
def altered(warehouse: Path, tmp_path: Path) -> Callable[..., Path]:
    """A copy of the warehouse in which statements were run."""

    def alter(*statements: str) -> Path:
        root = tmp_path / "altered"
        shutil.copytree(warehouse, root)
        with duckdb.connect(str(root / "aftersales.duckdb")) as connection:
            for statement in statements:
                connection.execute(statement)
        return root

    return alter


def run(warehouse: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["explain", *arguments, "--warehouse", str(warehouse)])


@pytest.mark.parametrize("metric", METRICS)
def test_rows_add_up_to_every_figure_exactly(
    published: duckdb.DuckDBPyConnection, metric: str
) -> None:
    sample = figures(published, metric)
    kinds = {row[0] for row in sample}
    assert {"company"} <= kinds
    assert ("product_line" in kinds) is (METRICS[metric]["has_product_lines"] == "true")
    assert ("region" in kinds) is (METRICS[metric]["has_regions"] == "true")
    for scope_type, scope, period, start, numerator, denominator, value in sample:
        place = (metric, scope, period, start)
        question = read_question(published, metric, where(scope_type, scope), label(period, start))
        explanation = explain(published, question)
        found = sides_of_rows(published, metric, question)
        assert explanation.agrees, place
        assert explanation.rows == found["rows"], place
        if metric == CAC:
            sides = [quotient_of(found, side) for side in SIDES]
        else:
            sides = [found.get((side, "sum")) for side in SIDES]
        assert as_shown(numerator) == sides[0], place
        assert as_shown(denominator) == sides[1], place
        assert value == value_of(int(METRICS[metric]["multiplier"]), numerator, denominator), place


def test_the_sample_has_figures_with_rows_and_without(
    published: duckdb.DuckDBPyConnection,
) -> None:
    numerators = [row[4] for metric in METRICS for row in figures(published, metric)]
    assert len(numerators) > 400
    assert sum(value == 0 for value in numerators) > 20
    assert sum(bool(value) for value in numerators) > 200
    silent = {m for m in METRICS if not any(row[4] for row in figures(published, m))}
    assert not silent


def test_pages_hold_every_row_once_in_order(published: duckdb.DuckDBPyConnection) -> None:
    question = read_question(published, "warranty_cost_ratio_net", (), "2025")
    explanation = explain(published, question)
    every = [
        row for total in explanation.totals for row in read_rows(published, total.part, question)
    ]
    assert len(every) == explanation.rows > 50
    for limit in (7, 50, explanation.rows, explanation.rows + 1):
        pages = explanation.pages(limit)
        read = [read_page(published, explanation, limit, page + 1) for page in range(pages)]
        assert all(len(page) == limit for page in read[:-1])
        assert 0 < len(read[-1]) <= limit
        assert list(itertools.chain(*read)) == every
    with pytest.raises(Refusal, match=f"last page is {explanation.pages(7)}"):
        read_page(published, explanation, 7, explanation.pages(7) + 1)


def test_a_figure_without_rows_has_one_empty_page(published: duckdb.DuckDBPyConnection) -> None:
    scope_type, scope, period, start = published.execute(
        "select scope_type, scope, period, period_start from marts.aftersales_value_dashboard"
        " where metric = 'goodwill_amount' and numerator = 0 and scope_type = 'region'"
        " order by all limit 1"
    ).fetchone()
    question = read_question(
        published, "goodwill_amount", where(scope_type, scope), label(period, start)
    )
    explanation = explain(published, question)
    assert (explanation.rows, explanation.pages(20), explanation.agrees) == (0, 1, True)
    assert explanation.sides[0].total == 0
    assert read_page(published, explanation, 20, 1) == []


@pytest.mark.parametrize("metric", NPS)
def test_answers_left_out_are_told_with_the_answer_that_counts(
    warehouse: Path, published: duckdb.DuckDBPyConnection, tmp_path: Path, metric: str
) -> None:
    question = read_question(published, metric, (), "2025")
    explanation = explain(published, question)
    counted = explanation.totals[1].rows
    everything = published.execute(
        "select count(*) from core.fct_survey_responses where survey_type = ?"
        " and year(answered_on) = 2025",
        [metric],
    ).fetchone()[0]
    assert counted + sum(kind.count for kind in explanation.left_out) == everything
    assert explanation.left_out[0].count > 0
    path = tmp_path / "rows.csv"
    write_csv(published, explanation, path, "en")
    customers = dict(
        published.execute(
            "select response_id, customer_id from core.fct_survey_responses"
        ).fetchall()
    )
    replaced = [row for row in read_csv(path) if row["counted_instead"]]
    assert len(replaced) == explanation.left_out[0].count
    for row in replaced:
        assert row["side"] == "left_out"
        assert row["left_out_because"] == "a later answer of the same customer counts"
        assert customers[row["response_id"]] == customers[row["counted_instead"]]
    shown = run(warehouse, metric, "--period", "2025").output
    assert "a later answer of the same customer counts" in shown


@pytest.mark.parametrize(
    ("metric", "period"),
    [("warranty_cost_ratio_net", "2026Q1"), ("after_sales_cost_per_unit_year", "2025"),
     ("nps_relationship", "2025Q4"), ("referred_profit_amount", "2025")],
)  # fmt: skip
def test_the_csv_adds_up_like_the_figure(
    warehouse: Path, published: duckdb.DuckDBPyConnection, tmp_path: Path, metric: str, period: str
) -> None:
    path = tmp_path / "rows.csv"
    result = run(warehouse, metric, "--period", period, "--json", "--out", str(path))
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    rows = read_csv(path)
    assert report["rows_total"] == sum(row["side"] in SIDES for row in rows) > 0
    for name, side in report["sides"].items():
        total = sum(
            (Decimal(row["contribution"]) for row in rows if row["side"] == name), Decimal(0)
        )
        assert total == Decimal(side["total"]) == as_shown(side["shown"])
        assert Decimal(side["difference"]) == 0
    assert all(row["source_table"] in load_contract() for row in rows)


def test_the_csv_runs_no_formula(altered: Callable[..., Path], tmp_path: Path) -> None:
    root = altered("update core.fct_service_costs set account = '=HYPERLINK(\"x\")'")
    path = tmp_path / "rows.csv"
    assert run(root, "cost_to_revenue_ratio", "--period", "2025", "--out", str(path)).exit_code == 0
    ledger = [row for row in read_csv(path) if row["component"] == "service_cost"]
    assert {row["account"] for row in ledger} == {'\'=HYPERLINK("x")'}
    assert all(Decimal(row["contribution"]) for row in ledger)


@pytest.mark.parametrize(("arguments", "told"), UNANSWERABLE)
def test_what_is_not_there_gets_suggestions(
    warehouse: Path, arguments: tuple[str, ...], told: str
) -> None:
    result = run(warehouse, *arguments)
    assert result.exit_code == 1
    assert told in result.stderr
    assert not result.stdout
    as_json = run(warehouse, *arguments, "--json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["error"]["title"]


def test_a_metric_may_be_called_by_its_name(warehouse: Path) -> None:
    for name in ("Goodwill claims", "善意索赔金额", "GOODWILL_AMOUNT"):
        report = json.loads(run(warehouse, name, "--period", "2025", "--json").stdout)
        assert report["metric"] == "goodwill_amount"


@pytest.mark.parametrize(("lang", "told"), [("en", "adds up: yes"), ("zh", "合计相符")])
def test_the_screen_tells_definition_keys_and_proof(warehouse: Path, lang: str, told: str) -> None:
    result = run(warehouse, "warranty_cost_gross_amount", "--period", "2025Q3", "--lang", lang)
    assert result.exit_code == 0
    text = re.sub(r"\s+", "", result.stdout)
    assert re.sub(r"\s+", "", METRICS["warranty_cost_gross_amount"][f"definition_{lang}"]) in text
    assert told in result.stdout
    for column in ("claim_id", "claim_version", "line_no", "warranty.claim_lines", "CLA-"):
        assert column in result.stdout


FALSE = """
    update marts.aftersales_value_dashboard set {column} = {column} + 0.01
    where metric = '{metric}' and period = 'year' and period_start = '2025-01-01'
        and scope_type = 'company'
"""


@pytest.mark.parametrize("column", ["numerator", "denominator", "value"])
def test_a_false_figure_is_said_loudly(altered: Callable[..., Path], column: str) -> None:
    metric = "warranty_cost_ratio_net"
    root = altered(FALSE.format(column=column, metric=metric))
    result = run(root, metric, "--period", "2025")
    assert result.exit_code == 1
    assert "do NOT add up" in result.stderr
    if column == "value":
        assert "DOES NOT FOLLOW" in result.stdout
    else:
        assert "DOES NOT ADD UP, difference -0.01" in result.stdout
    report = json.loads(run(root, metric, "--period", "2025", "--json").stdout)
    assert report["adds_up"] is False
    assert run(root, metric, "--period", "2024").exit_code == 0


def test_a_row_of_0_that_is_taken_off_is_plainly_0(altered: Callable[..., Path]) -> None:
    root = altered(
        "insert into core.fct_warranty_postings by name select * replace (0 as amount)"
        " from core.fct_warranty_postings"
        " where measure = 'recovery' and year(month_start) = 2025 limit 1"
    )
    asked = ("warranty_cost_ratio_net", "--period", "2025")
    result = run(root, *asked, "--json", "--out", str(root / "rows.csv"))
    assert result.exit_code == 0
    with (root / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        told = [row["contribution"] for row in csv.DictReader(file) if float(row["amount"]) == 0]
    # Python's -1 * Decimal(0) is "-0"
    assert told
    assert set(told) == {"0"}


def test_a_row_too_many_is_found(altered: Callable[..., Path]) -> None:
    root = altered(
        "insert into core.fct_service_costs by name select * replace ('extra' as entry_id)"
        " from core.fct_service_costs where year(posted_on) = 2025 and amount > 0 limit 1"
    )
    assert run(root, "cost_to_revenue_ratio", "--period", "2025").exit_code == 1
    assert run(root, "cost_to_revenue_ratio", "--period", "2024").exit_code == 0


def test_a_figure_that_lacks_a_table_is_null_and_says_which(altered: Callable[..., Path]) -> None:
    nulled = "set numerator = null, denominator = null, value = null"
    root = altered(
        "update audit.row_balance set is_delivered = false"
        " where table_name in ('sales', 'company_revenue')",
        f"update marts.aftersales_value_dashboard {nulled}"
        " where metric = 'warranty_cost_ratio_net'",
    )
    result = run(root, "warranty_cost_ratio_net", "--period", "2025")
    assert result.exit_code == 0, result.output
    assert "crm.sales / finance.company_revenue, not delivered" in result.stdout
    # a figure that is there although a table that it needs is not
    assert run(root, "warranty_cost_ratio_gross", "--period", "2025").exit_code == 1


def test_a_null_figure_with_its_tables_does_not_pass(altered: Callable[..., Path]) -> None:
    root = altered(
        "update marts.aftersales_value_dashboard set numerator = null, value = null"
        " where metric = 'goodwill_amount'"
    )
    assert run(root, "goodwill_amount", "--period", "2025").exit_code == 1


def test_amounts_that_nobody_knows_make_no_figure(altered: Callable[..., Path]) -> None:
    root = altered(
        "update marts.referral_value set assumed_value_amount = null",
        "update marts.aftersales_value_dashboard set numerator = null, value = null"
        " where metric = 'referred_assumed_value_amount'",
    )
    result = run(root, "referred_assumed_value_amount", "--period", "2025")
    assert result.exit_code == 0, result.output
    assert "no row has a known amount" in result.stdout


def test_no_warehouse_is_a_fault_with_a_cure(tmp_path: Path) -> None:
    result = run(tmp_path, "recall_amount", "--period", "2025")
    assert (result.exit_code, "no published warehouse" in result.stderr) == (1, True)

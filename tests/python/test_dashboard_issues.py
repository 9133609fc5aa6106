"""Sections on alarms, reserve, recalls and hidden cost: rows that the small company may lack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from dashboard_rows import ROWS
from playwright.sync_api import Browser
from site_reader import Seen, Warehouse, chromium, copy_of, faults, look

from dashboard.site import write_site
from dashboard.warning import _year_before

PAGES = ("en/index.html", "zh/index.html", "en/line-van.html", "zh/line-van.html")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def filled(published_company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published company with rows of our own in the marts of these sections."""
    path = copy_of(published_company, tmp_path_factory.mktemp("issues"))
    with duckdb.connect(str(path)) as connection:
        for mart, rows in ROWS.items():
            selected = [", ".join(f"{v} as {name}" for name, v in row.items()) for row in rows]
            # an older build lacks a mart: the first row makes it
            connection.execute(f"create table if not exists marts.{mart} as select {selected[0]}")
            connection.execute(f"delete from marts.{mart}")
            for values in selected:
                connection.execute(f"insert into marts.{mart} by name select {values}")
    return path


@pytest.fixture(scope="module")
def folder(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("issues_site") / "site"
    write_site(filled, folder)
    return folder


@pytest.fixture(scope="module")
def seen(folder: Path, browser: Browser) -> dict[str, Seen]:
    return {name: look(browser, folder / name) for name in PAGES}


def told(seen: Seen, relation: str, column: str) -> list[str]:
    """The texts of one column of a mart, outside drawings, in the order of the page."""
    return [
        " ".join(item["text"].split())
        for item in seen.content["found"]
        if item["where"][0] == relation and item["column"] == column and item["kind"] != "mark"
    ]


def test_every_figure_of_these_sections_is_that_of_its_mart(
    seen: dict[str, Seen], filled: Path
) -> None:
    compared, wrong = faults(seen, Warehouse(filled))
    assert compared > 1000 and not wrong, wrong[:10]
    for page, looked in seen.items():
        assert looked.console == [] and looked.content["loose"] == [], page
        places = {item["where"][0] for item in looked.content["found"]}
        assert {f"marts.{mart}" for mart in ROWS if mart != "review_agenda"} <= places, page


def test_alarms_of_a_year_stand_newest_first_with_what_their_cases_share(
    seen: dict[str, Seen],
) -> None:
    page = seen["en/index.html"]
    modes = told(page, "marts.emerging_issues", "failure_mode")
    assert modes == ["BAT_RANGE", "BRK_NOISE", "SUS_WEAR"], "statistical first, an old one left out"
    assert told(page, "marts.issue_commonality", "attribute_value") == ["L7", "V10.2", "below -10"]
    assert told(page, "marts.emerging_issues", "expected_events") == ["≈0.80"]
    assert told(seen["en/line-van.html"], "marts.emerging_issues", "failure_mode") == ["BAT_RANGE"]
    assert told(page, "marts.review_agenda", "title") == ["Range in the cold", "Brake noise"]
    # a running month has no trend
    assert len(told(page, "marts.review_agenda", "change_amount")) == 1
    assert told(seen["zh/line-van.html"], "marts.review_agenda", "title") == []
    assert _year_before(date(2028, 2, 29)) == date(2027, 2, 28)


def test_the_reserve_rolls_from_opening_to_closing_of_the_newest_whole_month(
    seen: dict[str, Seen],
) -> None:
    page = seen["en/index.html"]
    assert told(page, "marts.warranty_reserve", "opening_amount")[0] == "CNY 3.69m"
    assert told(page, "marts.warranty_reserve", "settlement_amount")[0] == "CNY −3.86m"
    assert told(page, "marts.warranty_reserve", "closing_amount")[0] == "CNY 3.57m"
    assert told(seen["zh/index.html"], "marts.warranty_reserve", "closing_amount")[0] == "357万元"
    assert told(page, "marts.warranty_forecast", "mack_standard_error") == ["≈CNY 24.0k"]
    assert told(page, "marts.warranty_forecast", "ibnr_total_amount") == ["≈CNY 700k"]
    assert told(page, "marts.warranty_forecast", "total_standard_error") == ["≈CNY 50.0k"]


def test_estimates_bear_their_mark_and_claimed_amounts_do_not(seen: dict[str, Seen]) -> None:
    page = seen["en/index.html"]
    for column, figure in (
        ("recall_cost_low_amount", "≈CNY 60.0m"),
        ("recall_cost_amount", "≈CNY 120m"),
        ("recall_cost_high_amount", "≈CNY 180m"),
        ("claimed_avoided_amount", "CNY 200m"),
    ):
        assert told(page, "marts.recall_exposure", column) == [figure] * 3
    # contained and not recalled: elsewhere nothing was avoided
    assert told(page, "marts.recall_exposure", "net_avoided_amount") == ["≈CNY 59.6m"]
    assert told(page, "marts.life_distributions", "b10") == ["≈24.4 months"]
    marks = [i for i in page.content["found"] if i["kind"] == "mark"]
    drawn = {i["column"] for i in marks if i["where"][0] == "marts.recall_exposure"}
    assert drawn == {"recall_cost_amount"}


def test_hidden_costs_are_shown_by_kind_with_their_grade_and_never_added(
    seen: dict[str, Seen], folder: Path
) -> None:
    page = seen["en/index.html"]
    assert told(page, "marts.hidden_costs", "churn_credit_amount")[0] == "≈CNY 500k"
    assert told(page, "marts.hidden_costs", "obsolete_parts_amount") == ["CNY 80.0k"]
    assert told(seen["en/line-van.html"], "marts.hidden_costs", "obsolete_parts_amount") == []


def test_topics_and_operations_are_listed_only_where_they_reach_their_limit(
    seen: dict[str, Seen],
) -> None:
    page = seen["en/index.html"]
    assert told(page, "marts.complaint_topics", "topic") == ["display glare"]
    assert told(page, "marts.maintainability", "labor_operation") == ["OP-BAT"]


def test_marts_of_these_sections_that_are_gone_or_empty_say_so(
    filled: Path, browser: Browser, tmp_path: Path
) -> None:
    path = copy_of(filled, tmp_path)
    with duckdb.connect(str(path)) as connection:
        for number, mart in enumerate(ROWS):
            connection.execute(
                f"drop table marts.{mart}" if number % 2 else f"delete from marts.{mart}"
            )
    write_site(path, tmp_path / "site")
    for name in PAGES:
        looked = look(browser, tmp_path / "site" / name)
        assert looked.console == [] and looked.content["loose"] == []
        places = {item["where"][0] for item in looked.content["found"]}
        assert not {f"marts.{mart}" for mart in ROWS} & places
        text = (tmp_path / "site" / name).read_text(encoding="utf-8")
        for section in ("warning", "reserve", "reliability", "quality", "hidden"):
            part = text.split(f'<section aria-labelledby="{section}"')[1].split("</section>")[0]
            assert 'class="nodata"' in part and "<svg" not in part, (name, section)

"""The imported dashboard in a browser: every chart draws, and nothing outside is asked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from published import Company
from superset_server import USER, Server

SECONDS = 120_000


@pytest.fixture
def page() -> Iterator[Page]:
    chromium = shutil.which("chromium")
    if chromium is None:
        word = "no chromium here: install Debian's package `chromium`"
        pytest.fail(word) if os.environ.get("CI") else pytest.skip(word)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        # high enough that every chart is in view, for those below are drawn on scrolling only
        page = browser.new_page(viewport={"width": 1500, "height": 3000})
        page.set_default_timeout(SECONDS)
        yield page
        browser.close()


def test_every_chart_draws(
    page: Page, superset: Server, imported: dict[str, dict], warehouse: Company, tmp_path: Path
) -> None:
    arrived, answers = [], []
    page.on("response", lambda response: arrived.append(response.url))
    page.on(
        "response",
        lambda response: answers.append(response) if "chart/data" in response.url else None,
    )
    _log_in(page, superset)
    page.goto(f"{superset.base}/superset/dashboard/after-sales-value/?standalone=1")
    for name in imported:
        chart = page.locator(".dashboard-component-chart-holder").filter(has_text=name).first
        drawn = chart.locator("canvas, table, .header-line")
        drawn.or_(chart.get_by_text("No results")).first.wait_for()
    page.screenshot(path=tmp_path / "dashboard.png")
    assert page.get_by_text("Unexpected error").count() == 0
    statuses = [(answer.status, answer.json()["result"][0]["status"]) for answer in answers]
    assert len(statuses) >= len(imported)
    assert set(statuses) == {(200, "success")}
    assert not [url for url in arrived if not url.startswith((superset.base, "data:", "blob:"))]

    ((cost,),) = warehouse.ask(
        "select arg_max(value, period_start) from marts.aftersales_value_dashboard where metric ="
        " 'after_sales_cost_amount' and period = 'quarter' and scope_type = 'company'"
    )
    assert page.get_by_text(f"{cost:,.0f}", exact=True).count() == 1


def _log_in(page: Page, superset: Server) -> None:
    page.goto(f"{superset.base}/login/")
    page.locator("input[name=username], #username").first.fill(USER)
    page.locator("input[name=password], #password").first.fill(superset.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/welcome/**")

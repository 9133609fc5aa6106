"""Every number on every page is that of its mart, as headless Chromium shows it from a folder."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from dashboard_rows import ROWS
from playwright.sync_api import Browser
from site_reader import Seen, Warehouse, chromium, copy_of, faults, look

from dashboard.site import SiteSummary, write_site

SCRIPT = "<script>alert(1)</script>"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@pytest.fixture(scope="module")
def site(
    published_company: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, SiteSummary]:
    folder = tmp_path_factory.mktemp("site") / "site"
    return folder, write_site(published_company, folder)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def seen(site: tuple[Path, SiteSummary], browser: Browser) -> dict[str, Seen]:
    """Every page of the site as the browser shows it."""
    folder = site[0]
    pages = sorted(path.relative_to(folder) for path in folder.rglob("*.html"))
    return {str(page): look(browser, folder / page) for page in pages}


@pytest.fixture(scope="module")
def warehouse(published_company: Path) -> Warehouse:
    return Warehouse(published_company)


def test_every_number_on_every_page_is_that_of_its_mart(
    seen: dict[str, Seen], warehouse: Warehouse
) -> None:
    compared, wrong = faults(seen, warehouse)
    print(f"\n{compared} figures, marks and words on {len(seen)} pages compared with their marts")
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong[:20])
    for lang in ("en", "zh"):
        kinds = [item["kind"] for item in seen[f"{lang}/index.html"].content["found"]]
        assert kinds.count("number") > 500
        assert kinds.count("mark") > 60


def test_no_number_stands_outside_a_figure_a_date_or_a_word_of_a_mart(
    seen: dict[str, Seen], warehouse: Warehouse
) -> None:
    loose = {text for looked in seen.values() for text in looked.content["loose"]}
    assert loose == set()
    regions = dict(
        warehouse.connection.execute(
            "select region_id, region_name from core.dim_regions"
        ).fetchall()
    )
    for page, looked in seen.items():
        for kind, code, shown in looked.content["scopes"]:
            if code not in ("unknown", "all", "company"):
                assert shown == (regions[code] if kind == "region" else code), page


def test_every_date_is_the_one_its_row_names(seen: dict[str, Seen]) -> None:
    compared = 0
    for page, looked in seen.items():
        for item in looked.content["times"]:
            year, month, day = item["day"].split("-")
            number = int(month)
            quarter = (number + 2) // 3
            allowed = {f"{int(day)} {MONTHS[number - 1]} {year}", f"{year}年{number}月{int(day)}日"}
            if day == "01":
                allowed |= {f"{MONTHS[number - 1]} {year}", f"{year}年{number}月"}
                allowed |= {f"Q{quarter} {year}", f"{year}年第{'一二三四'[quarter - 1]}季度"}
                allowed |= {year, f"{year}年"} if number == 1 else set()
            assert item["text"] in allowed, (page, item)
            if dates := re.findall(r"_start=([-0-9]+)", item["key"]):
                assert dates[-1] == item["day"], (page, item)
                compared += 1
    assert compared > 500


def test_nothing_is_asked_of_the_network_and_the_console_stays_silent(
    seen: dict[str, Seen], site: tuple[Path, SiteSummary]
) -> None:
    folder = site[0].as_uri()
    for page, looked in seen.items():
        assert looked.console == [], page
        assert looked.requests == [f"{folder}/{page}"], page
    for path in site[0].rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<script" not in text and "Content-Security-Policy" in text, path
        assert not re.search(r"""(src|href)=["']?(https?:)?//""", text), path


def test_the_first_page_is_ready_soon_and_the_site_is_small(
    site: tuple[Path, SiteSummary], browser: Browser
) -> None:
    folder, summary = site
    times = []
    for _ in range(3):
        page = browser.new_page()
        started = time.monotonic()
        page.goto((folder / "en/index.html").as_uri(), wait_until="load")
        page.locator(".tile .p-quarter .value").first.wait_for(state="visible")
        times.append(time.monotonic() - started)
        page.close()
    print(f"\nfirst page ready in {min(times):.2f} s; {summary}")
    assert min(times) < 2
    assert summary.bytes < 15_000_000
    assert summary.pages == len(list(folder.rglob("*.html")))


def test_every_chart_says_what_it_shows_and_every_page_its_language(seen: dict[str, Seen]) -> None:
    for page, looked in seen.items():
        if page != "index.html":
            assert looked.content["lang"] == {"en": "en", "zh": "zh-CN"}[page[:2]]
        for role, alt in looked.content["charts"]:
            assert role == "img" and len(alt) > 10, (page, alt)


@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_no_page_is_wider_than_its_screen(
    width: int, site: tuple[Path, SiteSummary], browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    for name in ("en/index.html", "zh/index.html", "en/definitions.html", "zh/line-city_car.html"):
        page.goto((site[0] / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    page.close()


def test_definitions_and_periods_open_by_keyboard(
    site: tuple[Path, SiteSummary], browser: Browser, warehouse: Warehouse
) -> None:
    page = browser.new_page()
    page.goto((site[0] / "en/index.html").as_uri())
    tile = page.locator(".tile").first
    tile.locator("summary").first.press("Enter")
    definition = warehouse.value(
        ["marts.metric_catalogue", "metric=after_sales_cost_amount"], "definition_en"
    )
    assert tile.get_by_text(definition).is_visible()
    assert tile.locator("summary").first.get_attribute("title") == definition
    page.locator("input[name=show]:checked").press("ArrowRight")
    assert page.locator(".tile .p-year").first.is_visible()
    assert not page.locator(".tile .p-quarter").first.is_visible()
    page.close()


@pytest.fixture(scope="module")
def later(published_company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same build with a mart of a later release, and with names that try to be markup."""
    path = copy_of(published_company, tmp_path_factory.mktemp("later"))
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create or replace table marts.strategic_matrix as"
            " select 'product_line' as scope_type, product_line as scope,"
            " (select max(quarter_start) from marts.nps) as quarter_start,"
            " 0.1 + 0.08 * row_number() over (order by product_line) as customer_value_score,"
            " 0.3 + 0.05 * row_number() over (order by product_line) as commercial_value_score,"
            " 'value_island' as quadrant, 'unplaced' as previous_quadrant,"
            " 0.25 as distance_to_growth_engine, 'csat' as weakest_component"
            " from (select distinct product_line from marts.lifecycle_cost)"
        )
        connection.execute(
            "update marts.lifecycle_cost set cumulative_cost_per_unit_forecast = 4321.5,"
            " cost_to_manufacturing_ratio = 0.0432, evidence_grade = 'modelled'"
            " where year_in_service = 5"
        )
        for schema, table, column in connection.execute(
            "select table_schema, table_name, column_name from information_schema.columns"
            " where table_schema = 'marts' and column_name in ('product_line', 'scope')"
        ).fetchall():
            connection.execute(
                f"update {schema}.{table} set {column} = $name where {column} = 'van'",
                {"name": SCRIPT},
            )
        connection.execute("update marts.top_failure_parts set part_name = $name", {"name": SCRIPT})
    return path


def test_later_marts_fill_by_themselves_and_markup_in_names_is_inert(
    later: Path, browser: Browser, tmp_path: Path
) -> None:
    write_site(later, tmp_path / "site")
    pages = [path for lang in ("en", "zh") for path in (tmp_path / "site" / lang).glob("line-*")]
    evil = [path for path in pages if "alert" in path.name]
    assert len(evil) == 2
    shown = [*evil, tmp_path / "site/en/index.html", tmp_path / "site/zh/index.html"]
    seen = {f"{path.parent.name}/{path.name}": look(browser, path) for path in shown}
    compared, wrong = faults(seen, Warehouse(later))
    assert compared > 1000 and not wrong, wrong[:10]
    for looked in seen.values():
        assert looked.console == [] and looked.content["loose"] == []
        places = [item["where"][0] for item in looked.content["found"]]
        assert "marts.strategic_matrix" in places
    told = [item["text"] for item in seen["en/index.html"].content["found"]]
    assert any("≈" in text and "4,322" in text for text in told)
    assert SCRIPT in [scope for _, scope, _ in seen["en/index.html"].content["scopes"]]


def test_without_data_a_page_says_which_table_would_bring_it(
    published_company: Path, browser: Browser, tmp_path: Path
) -> None:
    path = copy_of(published_company, tmp_path)
    with duckdb.connect(str(path)) as connection:
        for mart in ("strategic_matrix", "value_restatement", "top_failure_parts"):
            connection.execute(f"drop table if exists marts.{mart} cascade")
        emptied = ("nps", "referral_value_summary", "service_case_value", "lifecycle_cost")
        for mart in ROWS:
            connection.execute(f"drop table if exists marts.{mart}")
        for mart in emptied:
            connection.execute(f"delete from marts.{mart}")
        connection.execute(
            "update marts.aftersales_value_dashboard set value = null, numerator = null,"
            " denominator = null, previous_value = null, change = null"
        )
        connection.execute("update marts.metric_catalogue set has_data = false")
        connection.execute(
            "update marts.warranty_cost_ratio set warranty_cost_ratio_net = null,"
            " trailing_12m_ratio_net = null"
        )
        connection.execute(
            "insert into audit.mart_readiness values"
            " ('nps', false, 'missing_table', 'crm.survey_responses', null, 'nobody was asked')"
        )
    write_site(path, tmp_path / "site")
    seen = {
        f"{lang}/index.html": look(browser, tmp_path / "site" / lang / "index.html")
        for lang in ("en", "zh")
    }
    _, wrong = faults(seen, Warehouse(path))
    assert not wrong, wrong[:10]
    for name, looked in seen.items():
        assert looked.console == [] and looked.content["charts"] == [], name
        text = (tmp_path / "site" / name).read_text(encoding="utf-8")
        assert text.count('class="nodata"') == 12
        assert "crm.survey_responses" in text
    assert "No data yet: needs <code>crm.survey_responses</code>" in (
        tmp_path / "site/en/index.html"
    ).read_text(encoding="utf-8")

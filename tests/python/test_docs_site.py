"""The documentation site, opened as a reader opens it: whole, and asking for nothing outside.

One site is made over a small company and looked at in headless Chromium from the disk.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb
import pytest
from harness import BUILD_FILE_NAME, PROJECT_DIR
from playwright.sync_api import Browser, Page
from site_reader import chromium

from orchestration import expectations, profiles, validation
from orchestration.docs_site import make_site
from orchestration.warehouse import Warehouse

TOP_PAGES = (
    "index.html", "index.zh.html", "catalogue.html", "catalogue.zh.html", "readme.html",
    "readme.zh.html", "overview.html", "bring_your_own_data.html", "contributing.html",
    "decisions.html", "data_docs/index.html", "lineage/index.html", "dbt/index.html",
)  # fmt: skip
# Columns of a mart behind which no column stands: literals, counts of rows, what Python writes.
CONSTANTS = {
    "complaint_topics.complaints_with_topic", "life_distributions.convention",
    "life_distributions.evidence_grade", "maintainability.jobs", "review_agenda.evidence_grade",
    "service_case_value.value_basis", "value_restatement.is_additive",
}  # fmt: skip
MART = "model.aftersales.warranty_cost_ratio"


@dataclass
class Visit:
    """What a page asked for and complained about while it was open."""

    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("docs_scratch")


@pytest.fixture(scope="module")
def site(built_company: Path, scratch: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    warehouse = Warehouse.at(tmp_path_factory.mktemp("docs_warehouse"))
    warehouse.build_file.parent.mkdir(parents=True)
    shutil.copyfile(built_company / "build" / BUILD_FILE_NAME, warehouse.build_file)
    tables = ["crm.sales", "crm.referrals", "crm.survey_responses", "warranty.claims"]
    with duckdb.connect(str(warehouse.build_file)) as connection:
        profiles.write_profiles(connection, tables, "docs", warehouse.history_dir)
        suites = expectations.mart_suites(connection)
    validation.validate(suites, "docs", warehouse.docs_dir)
    shutil.copyfile(warehouse.build_file, warehouse.published)
    out = warehouse.root / "site"
    make_site(out, warehouse, scratch)
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def opened(browser: Browser, address: str) -> tuple[Page, Visit]:
    page, visit = browser.new_page(viewport={"width": 1280, "height": 900}), Visit()
    page.on("request", lambda request: visit.requests.append(request.url))
    page.on("pageerror", lambda error: visit.faults.append(str(error)))
    page.on("console", lambda m: visit.faults.append(m.text) if m.type == "error" else None)
    page.goto(address, wait_until="load")
    return page, visit


def outside(visit: Visit, site: Path) -> list[str]:
    inside = (site.as_uri(), "data:", "blob:")
    return [address for address in visit.requests if not address.startswith(inside)]


@pytest.mark.parametrize("name", TOP_PAGES)
def test_a_page_asks_for_nothing_outside_and_finds_no_fault(
    name: str, site: Path, browser: Browser
) -> None:
    page, visit = opened(browser, (site / name).as_uri())
    page.wait_for_load_state("networkidle")
    page.wait_for_function("document.body.innerText.length > 200")
    page.close()
    assert visit.requests
    assert not outside(visit, site)
    assert not visit.faults


def test_the_browser_refuses_what_a_page_might_still_ask_for(site: Path, browser: Browser) -> None:
    without = [p for p in site.rglob("*.html") if "Content-Security-Policy" not in p.read_text()]
    assert not without
    page, _ = opened(browser, (site / "lineage" / "index.html").as_uri())
    refused = page.evaluate(
        """() => new Promise(told => {
            document.addEventListener('securitypolicyviolation', event => told(event.blockedURI));
            fetch('https://collector.example.com/event').catch(() => {});
            setTimeout(() => told('sent'), 5000);
        })"""
    )
    page.close()
    assert refused.startswith("https://collector.example.com")


def test_index_leads_to_every_part_and_no_link_is_dead(site: Path) -> None:
    own_pages = sorted(site.glob("*.html"))
    targets = {}
    for source in [*own_pages, site / "data_docs" / "index.html"]:
        for link in re.findall(r'(?:href|src)="([^"]+)"', source.read_text(encoding="utf-8")):
            parts = urlsplit(link)
            if not parts.scheme and parts.path:
                target = (source.parent / unquote(parts.path)).resolve()
                targets.setdefault(source.name, set()).add(target)
    dead = [f"{name}: {t}" for name, found in targets.items() for t in found if not t.is_file()]
    assert not dead
    for index in ("index.html", "index.zh.html"):
        catalogue = index.replace("index", "catalogue")
        parts = {site / name for name in TOP_PAGES if not name.startswith(("index", "catalogue"))}
        assert parts | {site / catalogue} <= targets[index]


@pytest.mark.parametrize(("lang", "name"), [("en", "catalogue.html"), ("zh", "catalogue.zh.html")])
def test_the_catalogue_tells_every_metric_as_the_seed_does(
    lang: str, name: str, site: Path, browser: Browser
) -> None:
    seed = PROJECT_DIR / "seeds" / "metric_definitions.csv"
    with seed.open(encoding="utf-8", newline="") as lines:
        rows = {row["metric"]: row for row in csv.DictReader(lines)}
    page, _ = opened(browser, (site / name).as_uri())
    told = page.eval_on_selector_all(
        ".metric",
        """found => found.map(e => [e.id, {
            name: e.querySelector('h3').textContent,
            definition: e.querySelector('.definition').textContent,
            example: e.querySelector('.example').textContent,
            facts: e.querySelector('dl').textContent}])""",
    )
    page.close()
    assert [metric for metric, _ in told] == list(rows)
    for metric, shown in told:
        row = rows[metric]
        assert shown["definition"] == row[f"definition_{lang}"]
        assert shown["example"].strip().startswith({"en": "Example:", "zh": "例："}[lang])
        assert shown["name"] == f"{row[f'name_{lang}']} {metric}"
        for fact in ("numerator", "denominator", "relation"):
            assert row[fact] in shown["facts"]


def test_dbt_docs_show_description_columns_and_lineage(site: Path, browser: Browser) -> None:
    manifest = json.loads((PROJECT_DIR / "target" / "manifest.json").read_text(encoding="utf-8"))
    model = manifest["nodes"][MART]
    address = f"{(site / 'dbt' / 'index.html').as_uri()}#!/model/{MART}"
    page, visit = opened(browser, address)
    page.wait_for_selector("text=warranty_cost_ratio_net")
    text = page.inner_text("body")
    icon = page.locator("svg.menu-icon-off use").first.get_attribute("href")
    page.close()
    assert model["description"][:200] in text
    assert all(column in text for column in model["columns"])
    assert icon.startswith("#")
    page, graph = opened(browser, f"{address}?g_v=1&g_i=1%2Bwarranty_cost_ratio")
    page.wait_for_selector("text=Lineage Graph")
    page.wait_for_selector("canvas", state="attached")
    page.close()
    assert not [*outside(visit, site), *outside(graph, site), *visit.faults, *graph.faults]


def test_column_lineage_leads_from_the_mart_to_the_raw_column(site: Path, browser: Browser) -> None:
    address = f"{(site / 'lineage' / 'index.html').as_uri()}?model={MART}&parents=1"
    page, visit = opened(browser, address)
    page.wait_for_selector("text=warranty_cost_gross_am")
    shown = page.inner_text("body")
    edges = page.evaluate("window.colibriData.lineage.edges")
    telemetry = page.evaluate("window.colibriTelemetry")
    page.close()
    assert "fct_warranty_postings" in shown
    assert telemetry is False
    assert not outside(visit, site)
    assert ("source.aftersales.warranty.claim_lines", "approved_amount") in behind(
        edges, (MART, "warranty_cost_gross_amount")
    )


def test_every_column_of_a_mart_has_its_lineage(site: Path, browser: Browser) -> None:
    page, _ = opened(browser, (site / "lineage" / "index.html").as_uri())
    edges = page.evaluate("window.colibriData.lineage.edges")
    page.close()
    traced = {(edge["target"], edge["targetColumn"]) for edge in edges}
    manifest = json.loads((PROJECT_DIR / "target" / "manifest.json").read_text(encoding="utf-8"))
    untraced = {
        f"{node['name']}.{column}"
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["schema"] == "marts"
        for column in node["columns"]
        if (unique_id, column) not in traced
    }
    assert not untraced - CONSTANTS


def behind(edges: list[dict], column: tuple[str, str]) -> set[tuple[str, str]]:
    """Every column that one rests on, over all models."""
    parents: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for edge in edges:
        child = (edge["target"], edge["targetColumn"])
        parents.setdefault(child, set()).add((edge["source"], edge["sourceColumn"]))
    reached, waiting = set(), [column]
    while waiting:
        column = waiting.pop()
        if column not in reached:
            reached.add(column)
            waiting += parents.get(column, set())
    return reached


def test_dbt_docs_document_everything(site: Path, scratch: Path) -> None:
    """Every relation and column of the built database, and every metric, source and exposure."""
    manifest = json.loads((scratch / "manifest.json").read_text(encoding="utf-8"))
    catalog = json.loads((scratch / "catalog.json").read_text(encoding="utf-8"))
    assert site.is_dir()
    assert not catalog["errors"]
    undescribed, told = [], 0
    for kind in ("nodes", "sources"):
        for unique_id, relation in catalog[kind].items():
            node = manifest[kind][unique_id]
            described = {
                name.lower(): column["description"] for name, column in node["columns"].items()
            }
            undescribed += [unique_id] if not node["description"].strip() else []
            for column in relation["columns"]:
                told += 1
                if not described.get(column.lower(), "").strip():
                    undescribed.append(f"{unique_id}.{column}")
    for kind in ("exposures", "metrics", "semantic_models"):
        undescribed += [key for key, thing in manifest[kind].items() if not thing["description"]]
    models = {key for key in manifest["nodes"] if key.startswith(("model.", "seed."))}
    assert models == set(catalog["nodes"])
    assert told > 3000
    assert not undescribed


def test_the_pages_name_the_build_that_they_describe(site: Path) -> None:
    with duckdb.connect(str(site.parent / "aftersales.duckdb"), read_only=True) as connection:
        (as_of,) = connection.execute("select as_of_date from marts.build_info").fetchone()
    for name in ("index.html", "index.zh.html"):
        assert str(as_of) in (site / name).read_text(encoding="utf-8")

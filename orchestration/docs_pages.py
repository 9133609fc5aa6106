"""The site's own pages: index, metric catalogue in both languages, guides of the project."""

from __future__ import annotations

import csv
import html
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
from markdown_it import MarkdownIt

from dashboard.texts import text, word
from orchestration.contract import PROJECT_DIR
from orchestration.warehouse import Warehouse

CATALOGUE_SEED = PROJECT_DIR / "seeds" / "metric_definitions.csv"
LANGUAGES = ("en", "zh")
_STYLE_FILE = Path(__file__).with_name("docs_site.css")
# colibri opens on the model that it is asked for, else on any
_LINEAGE = "lineage/index.html?model=model.aftersales.warranty_cost_ratio&parents=1"
_PICTURES = {".png", ".jpg", ".jpeg", ".svg", ".webp"}
_EXAMPLE = {"en": " Example: ", "zh": "例："}
_HTML_LANG = {"en": "en", "zh": "zh-CN"}
# A line's end between Chinese characters is no blank.
_BETWEEN_HAN = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])")
_OVERVIEW = re.compile(r"{% docs __overview__ %}\n(.*){% enddocs %}", re.DOTALL)


@dataclass(frozen=True)
class Guide:
    """A Markdown file of the repository and its page."""

    source: str
    page: str
    title: str
    lang: str = "en"


GUIDES = (
    Guide("README.md", "readme.html", "README"),
    Guide("README.zh-CN.md", "readme.zh.html", "自述文件", "zh"),
    Guide("models/overview.md", "overview.html", "Overview of the models"),
    Guide("docs/bring_your_own_data.md", "bring_your_own_data.html", "Bring your own data"),
    Guide("CONTRIBUTING.md", "contributing.html", "How to extend the project"),
    Guide("DECISIONS.md", "decisions.html", "Decisions"),
)
_PAGE_OF = {guide.source: guide.page for guide in GUIDES}

WORDS = {
    "en": {
        "title": "aftersales: documentation",
        "lead": "What the figures mean, where they come from, and how to add to them.",
        "catalogue": "Metric catalogue",
        "catalogue_lead": "Every headline metric with its definition and a worked example.",
        "dbt": "Models, columns, tests and lineage",
        "dbt_lead": "dbt's docs: every model and column described, with the SQL and who reads it.",
        "lineage": "Column lineage",
        "lineage_lead": "From a column of a mart back to the raw column, step by step.",
        "data_docs": "What was expected of the data",
        "data_docs_lead": "Great Expectations' Data Docs of the newest build.",
        "data_docs_none": "This warehouse has none: its newest build ended before them.",
        "guides": "Guides",
        "build": "Catalogue of columns and Data Docs are of build {build}, as of {as_of}.",
        "no_build": "The newest build of this warehouse was not published.",
        "home": "All documentation",
        "other": "中文",
        "count": "{count} metrics. A ratio is a sum over a sum, empty where it is not known.",
        "no_denominator": "none, it is an amount or a count",
    },
    "zh": {
        "title": "aftersales 文档",
        "lead": "每个数字的含义、来源，以及如何扩展。",
        "catalogue": "指标目录",
        "catalogue_lead": "全部核心指标的定义与算例。",
        "dbt": "模型、字段、测试与血缘",
        "dbt_lead": "dbt 文档：每个模型与字段均有说明，附 SQL 与使用方（英文）。",
        "lineage": "字段血缘",
        "lineage_lead": "从数据集市字段逐步追溯到原始字段（英文）。",
        "data_docs": "对数据的预期",
        "data_docs_lead": "最近一次构建的 Great Expectations Data Docs（英文）。",
        "data_docs_none": "该数据仓库暂无 Data Docs：最近一次构建在此之前已结束。",
        "guides": "指南",
        "build": "字段目录与 Data Docs 取自构建 {build}，数据截至 {as_of}。",
        "no_build": "该数据仓库最近一次构建尚未发布。",
        "home": "全部文档",
        "other": "English",
        "count": "共 {count} 项指标。比率均为合计除以合计，未知则留空。",
        "no_denominator": "无：金额或计数",
    },
}


def page_of(name: str, lang: str) -> str:
    """File name of a page that exists in both languages."""
    return f"{name}.html" if lang == "en" else f"{name}.{lang}.html"


def write_pages(site: Path, warehouse: Warehouse) -> None:
    """Write index, catalogue and guides into `site`, which holds the other parts already."""
    shutil.copyfile(_STYLE_FILE, site / "site.css")
    for guide in GUIDES:
        (site / guide.page).write_text(_guide(site, guide), encoding="utf-8")
    for lang in LANGUAGES:
        (site / page_of("catalogue", lang)).write_text(_catalogue(lang), encoding="utf-8")
        (site / page_of("index", lang)).write_text(_index(site, warehouse, lang), encoding="utf-8")


def _page(lang: str, title: str, body: str, links: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{_HTML_LANG[lang]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="site.css">'
        f"<title>{html.escape(title)}</title></head><body><nav>{links}</nav>"
        f"<main>\n{body}\n</main></body></html>\n"
    )


def _link(target: str, label: str, lang: str | None = None) -> str:
    marked = f' lang="{_HTML_LANG[lang]}"' if lang else ""
    return f'<a href="{html.escape(target)}"{marked}>{html.escape(label)}</a>'


# --- catalogue ------------------------------------------------------------------------------


def catalogue_rows() -> list[dict[str, str]]:
    """The seed behind `marts.metric_catalogue`, in its order."""
    with CATALOGUE_SEED.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _catalogue(lang: str) -> str:
    words, rows = WORDS[lang], catalogue_rows()
    parts = [f"<h1>{words['catalogue']}</h1><p>{words['count'].format(count=len(rows))}</p>"]
    for group in dict.fromkeys(row["metric_group"] for row in rows):
        parts.append(f"<h2>{html.escape(word('group', group, lang))}</h2>")
        parts += [_metric(row, lang) for row in rows if row["metric_group"] == group]
    other = "zh" if lang == "en" else "en"
    links = _link(page_of("index", lang), words["home"])
    links += _link(page_of("catalogue", other), words["other"], other)
    return _page(lang, words["catalogue"], "\n".join(parts), links)


def _metric(row: dict[str, str], lang: str) -> str:
    definition, marker, example = row[f"definition_{lang}"].partition(_EXAMPLE[lang])
    schema, relation = row["relation"].split(".")
    facts = {
        "numerator": f"<code>{html.escape(row['numerator'])}</code>",
        "denominator": f"<code>{html.escape(row['denominator'])}</code>"
        if row["denominator"]
        else html.escape(WORDS[lang]["no_denominator"]),
        "unit": html.escape(word("unit", row["unit"], lang)),
        "owner": html.escape(word("owner", row["owner"], lang)),
        "grade": html.escape(word("grade", row["evidence_grade"], lang)),
        "basis": html.escape(word("basis", row["value_basis"], lang)),
        "relation": f'<a href="dbt/index.html#!/model/model.aftersales.{relation}">'
        f"<code>{schema}.{relation}</code></a>",
    }
    listed = "".join(
        f"<dt>{html.escape(text(f'column.{name}', lang))}</dt><dd>{told}</dd>"
        for name, told in facts.items()
    )
    return (
        f'<article class="metric" id="{row["metric"]}"><h3>{html.escape(row[f"name_{lang}"])} '
        f'<code>{row["metric"]}</code></h3><p class="definition">{html.escape(definition)}'
        f'<span class="example">{html.escape(marker + example)}</span></p>'
        f"<dl>{listed}</dl></article>"
    )


# --- guides ---------------------------------------------------------------------------------


def _guide(site: Path, guide: Guide) -> str:
    source = PROJECT_DIR / guide.source
    markdown = source.read_text(encoding="utf-8")
    overview = _OVERVIEW.search(markdown)
    body = MarkdownIt("commonmark").enable("table").render(overview[1] if overview else markdown)
    body = re.sub(r"<a ([^>]*)>(.*?)</a>", lambda m: _anchor(m, source), body, flags=re.DOTALL)
    body = re.sub(r'src="([^"]+)"', lambda m: _picture(m, source, site), body)
    body = _BETWEEN_HAN.sub("", body)
    body = body.replace("<table>", '<div class="wide"><table>').replace(
        "</table>", "</table></div>"
    )
    links = _link(page_of("index", guide.lang), WORDS[guide.lang]["home"])
    if guide.source.startswith("README"):
        other = next(g for g in GUIDES if g.source.startswith("README") and g != guide)
        links += _link(other.page, WORDS[guide.lang]["other"], other.lang)
    return _page(guide.lang, guide.title, body, links)


def _anchor(found: re.Match, source: Path) -> str:
    """A link within the site where it has that file, plain text where only the repository does."""
    target = re.search(r'href="([^"]*)"', found[1])[1]
    if target.startswith(("#", "https://", "http://", "mailto:")):
        return found[0]
    path, _, fragment = target.partition("#")
    page = _PAGE_OF.get(_in_project(source, path))
    if page is None:
        return found[2]
    return f'<a href="{page}{"#" if fragment else ""}{fragment}">{found[2]}</a>'


def _picture(found: re.Match, source: Path, site: Path) -> str:
    """A picture of the repository, copied beside the pages."""
    name = _in_project(source, html.unescape(found[1]))
    picture = PROJECT_DIR / name
    if picture.suffix.lower() not in _PICTURES or not picture.is_file():
        return 'src="data:,"'
    (site / "pictures").mkdir(exist_ok=True)
    copied = name.replace("/", "-")
    shutil.copyfile(picture, site / "pictures" / copied)
    return f'src="pictures/{copied}"'


def _in_project(source: Path, path: str) -> str:
    """Path of a file named in `source`, from the root of the project; empty when outside."""
    target = (source.parent / path).resolve()
    return target.relative_to(PROJECT_DIR).as_posix() if target.is_relative_to(PROJECT_DIR) else ""


# --- index ----------------------------------------------------------------------------------


def _index(site: Path, warehouse: Warehouse, lang: str) -> str:
    words = WORDS[lang]
    cards = [
        _card(page_of("catalogue", lang), words["catalogue"], words["catalogue_lead"]),
        _card("dbt/index.html", words["dbt"], words["dbt_lead"]),
        _card(_LINEAGE, words["lineage"], words["lineage_lead"]),
        _card("data_docs/index.html", words["data_docs"], words["data_docs_lead"])
        if (site / "data_docs" / "index.html").is_file()
        else _card("", words["data_docs"], words["data_docs_none"]),
    ]
    guides = "".join(
        f"<li>{_link(guide.page, guide.title, guide.lang)}</li>"
        for guide in sorted(GUIDES, key=lambda guide: guide.lang != lang)
    )
    other = "zh" if lang == "en" else "en"
    body = (
        f"<h1>{words['title']}</h1><p>{words['lead']}</p><div class=cards>{''.join(cards)}</div>"
        f"<h2>{words['guides']}</h2><ul>{guides}</ul><p class=note>{_build(warehouse, lang)}</p>"
    )
    return _page(lang, words["title"], body, _link(page_of("index", other), words["other"], other))


def _card(target: str, title: str, lead: str) -> str:
    head = _link(target, title) if target else html.escape(title)
    return f"<section><h2>{head}</h2><p>{html.escape(lead)}</p></section>"


def _build(warehouse: Warehouse, lang: str) -> str:
    if not warehouse.published.is_file():
        return WORDS[lang]["no_build"]
    with duckdb.connect(str(warehouse.published), read_only=True) as connection:
        build, as_of = connection.execute(
            "select build_id, as_of_date from marts.build_info"
        ).fetchone()
    return html.escape(WORDS[lang]["build"].format(build=build, as_of=as_of))

"""`aftersales report`: the value report of a quarter, published once and then only restated."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dashboard import html, report_sections
from dashboard.numbers import LANGUAGES
from dashboard.report_freeze import Stamp, figures_of, freeze
from dashboard.report_marts import Quarter, quarter_start, read_quarter
from dashboard.report_restated import restated_context
from dashboard.report_view import ReportView
from orchestration.errors import Refusal
from orchestration.frozen_reports import FrozenReport, read_frozen
from orchestration.warehouse import Warehouse

FOLDER = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PDF_SECONDS = 180


@dataclass
class Outcome:
    """What a run of the report did: `state` is draft, published or restated."""

    state: str
    files: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    frozen: Path | None = None


def write_report(
    warehouse: Warehouse,
    quarter_name: str,
    *,
    lang: str = "en",
    out: Path | None = None,
    draft: bool = False,
    now: datetime | None = None,
) -> Outcome:
    """Publish the quarter, show how a published one was restated, or write a draft.

    A quarter that has ended is frozen at its first report unless `draft`; both languages are
    frozen, `lang` chooses what is written to `out`. Raises `Refusal` for an unknown quarter and
    for a published report that was altered.
    """
    quarter_start(quarter_name)
    name = quarter_name.strip().upper()
    target = warehouse.reports_dir / name
    frozen = read_frozen(target) if target.exists() else None
    quarter = read_quarter(warehouse.published, name)
    if frozen:
        _refuse_other_hash(frozen, quarter)
    if draft or not quarter.has_ended:
        return _draft(quarter, lang, out or warehouse.reports_dir / "drafts", asked=draft)
    if frozen:
        return _restate(frozen, quarter, lang, out or warehouse.reports_dir / "restatements", out)
    frozen_at = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None, microsecond=0)
    rows = figures_of(quarter, frozen_at)
    stamp = Stamp(frozen_at, rows[0]["content_hash"])
    pages = {each: page(quarter, each, stamp=stamp) for each in LANGUAGES}
    frozen, notes = freeze(target, rows, pages, to_pdf)
    files = _copy_frozen(frozen, lang, out)
    return Outcome("published", files, notes, frozen.folder)


def page(quarter: Quarter, lang: str, *, stamp: Stamp | None = None, draft: str = "") -> str:
    """The report as one HTML file that needs no other; `draft` names the reason for its mark."""
    view = ReportView(quarter, lang)
    return _render(
        "report.html.j2",
        view,
        title=view.t("title", quarter=view.name),
        stamp=stamp,
        draft=view.t(f"draft.{draft}") if draft else "",
        why=report_sections.why(view),
        ratios=report_sections.ratios(view),
        parts=report_sections.failing_parts(view),
        issues=report_sections.issues(view),
        cases=report_sections.cases(view),
        appendix=report_sections.appendix(view),
        missing=report_sections.missing(view),
    )


def to_pdf(source: Path, pdf: Path) -> str | None:
    """Print a page with Chromium; returns why there is no PDF, or None when there is one."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        return "No PDF: Chromium is not on the PATH. The HTML prints as it is."
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser, "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions",
            "--disable-background-networking", "--no-pdf-header-footer",
            f"--user-data-dir={profile}", f"--print-to-pdf={pdf}", source.resolve().as_uri(),
        ]  # fmt: skip
        if os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium refuses to start as root otherwise
        try:
            done = subprocess.run(command, capture_output=True, timeout=PDF_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            done = None
    if done is None or done.returncode != 0 or not pdf.is_file():
        pdf.unlink(missing_ok=True)
        return "No PDF: Chromium could not print the page. The HTML prints as it is."
    return None


def _draft(quarter: Quarter, lang: str, out: Path, *, asked: bool) -> Outcome:
    reason = "asked" if quarter.has_ended and asked else "running"
    path = out / f"aftersales-{quarter.name}-draft-{lang}.html"
    return _written("draft", path, page(quarter, lang, draft=reason))


def _restate(
    frozen: FrozenReport, quarter: Quarter, lang: str, folder: Path, out: Path | None
) -> Outcome:
    copied = _copy_frozen(frozen, lang, out)
    if quarter.build["build_id"] == frozen.manifest["build_id"]:
        return Outcome("published", copied, [], frozen.folder)
    view = ReportView(quarter, lang)
    text = _render(
        "report_restated.html.j2",
        view,
        title=view.t("title.restated", quarter=view.name),
        **restated_context(view, frozen),
    )
    build = quarter.build["build_id"]
    path = folder / f"aftersales-{quarter.name}-restated-{build}-{lang}.html"
    outcome = _written("restated", path, text)
    return Outcome("restated", copied + outcome.files, outcome.notes, frozen.folder)


def _written(state: str, path: Path, text: str) -> Outcome:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.tmp")
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        raise Refusal(
            f"{path.parent} cannot be written: {error.strerror}.",
            cure="give --out a folder that this user may write to.",
            stage="report",
        ) from error
    pdf = path.with_suffix(".pdf")
    note = to_pdf(path, pdf)
    return Outcome(state, [path] if note else [path, pdf], [note] if note else [])


def _copy_frozen(frozen: FrozenReport, lang: str, out: Path | None) -> list[Path]:
    """The published pages of a language, copied to `out` where one is given."""
    pages = [frozen.folder / f"report-{lang}{suffix}" for suffix in (".html", ".pdf")]
    pages = [path for path in pages if path.exists()]
    if out is None:
        return pages
    out.mkdir(parents=True, exist_ok=True)
    copies = [out / f"aftersales-{frozen.folder.name}-{lang}{path.suffix}" for path in pages]
    for path, copy in zip(pages, copies, strict=True):
        copy.unlink(missing_ok=True)
        shutil.copyfile(path, copy)
    return copies


def _refuse_other_hash(frozen: FrozenReport, quarter: Quarter) -> None:
    known = {row["content_hash"] for row in quarter.rows("marts.value_report")}
    if known - {frozen.manifest["content_hash"]}:
        raise Refusal(
            f"The published report {frozen.folder.name} is not the one that the warehouse knows.",
            [f"content hash {frozen.manifest['content_hash']}, the mart value_report has another"],
            cure=f"bring {frozen.folder} back from a copy.",
            stage="report",
        )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _render(template: str, view: ReportView, **context: object) -> str:
    css = (FOLDER / "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    build = view.quarter.build
    return (
        _environment()
        .get_template(template)
        .render(
            view=view,
            t=view.t,
            lang=view.lang,
            css=Markup(css),
            css_hash=digest,
            build=build,
            place=html.place,
            said=html.said,
            day=lambda value: html.day(value, view.lang),
            mark=html.ESTIMATE_MARK,
            **context,
        )
    )

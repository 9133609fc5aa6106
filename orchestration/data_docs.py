"""Makes Great Expectations' Data Docs a folder of plain pages: no script, no address outside it."""

from __future__ import annotations

import html
import re
import shutil
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestration.validation import Outcome

_STYLE_FILE = Path(__file__).with_name("data_docs.css")
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)
_INLINE_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL | re.IGNORECASE)
_OUTSIDE = re.compile(
    r"""<(?:link|img)\b[^>]*(?:href|src)=["'](?:https?:)?//[^>]*>""", re.IGNORECASE
)
_ICON = re.compile(r"<link\b[^>]*(?:shortcut icon|static/)[^>]*>", re.IGNORECASE)
_FOOTER = re.compile(r"<footer\b.*?</footer>", re.DOTALL | re.IGNORECASE)
_ANCHOR = re.compile(r"""<a\b[^>]*href=["']https?://[^>]*>(.*?)</a>""", re.DOTALL | re.IGNORECASE)
_HANDLER = re.compile(r"""\son\w+=(?:"[^"]*"|'[^']*')""", re.IGNORECASE)


def make_readable_offline(docs_dir: Path, outcomes: list[Outcome], build_id: str) -> None:
    """Rewrite every page with one style of our own and write an index that needs no script."""
    style = f"<style>\n{_STYLE_FILE.read_text(encoding='utf-8')}</style>"
    shutil.rmtree(docs_dir / "static", ignore_errors=True)
    for page in docs_dir.rglob("*.html"):
        if page.parent != docs_dir:
            page.write_text(_plain(page.read_text(encoding="utf-8"), style), encoding="utf-8")
    index = _index(docs_dir, outcomes, build_id, style)
    (docs_dir / "index.html").write_text(index, encoding="utf-8")


def _plain(text: str, style: str) -> str:
    for pattern in (_SCRIPT, _INLINE_STYLE, _OUTSIDE, _ICON, _FOOTER, _HANDLER):
        text = pattern.sub("", text)
    text = _ANCHOR.sub(r"\1", text)
    return text.replace("</head>", f"{style}\n</head>", 1)


def _index(docs_dir: Path, outcomes: list[Outcome], build_id: str, style: str) -> str:
    by_suite: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_suite[outcome.suite].append(outcome)
    pages = {
        path.relative_to(docs_dir).parts[1]: path.relative_to(docs_dir).as_posix()
        for path in (docs_dir / "validations").rglob("*.html")
    }
    rows = []
    worst_first = sorted(by_suite.items(), key=lambda item: (_rank(item[1]), item[0]))
    for suite, members in worst_first:
        page = pages.get(suite.replace(".", "__").replace(" ", "_"), "")
        failed = "<br>".join(html.escape(o.message) for o in members if not o.passed)
        status = ("failed", "warning", "passed")[_rank(members)]
        name = html.escape(suite)
        link = f'<a href="{html.escape(page)}">{name}</a>' if page else name
        rows.append(
            f'<tr><td>{link}</td><td class="{status}">{status}</td>'
            f"<td>{len(members)}</td><td>{failed}</td></tr>"
        )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="UTF-8">'
        f'<title>Data Docs</title>{style}</head><body><div class="container-fluid">'
        f"<h1>What was expected of the data</h1><p>Build {html.escape(build_id)}. One suite per "
        "delivered table and per headline mart; the worst come first.</p>"
        "<table><thead><tr><th>Suite</th><th>Status</th><th>Expectations</th><th>Findings</th>"
        f"</tr></thead><tbody>{''.join(rows)}</tbody></table></div></body></html>\n"
    )


def _rank(members: list[Outcome]) -> int:
    failed = {outcome.severity for outcome in members if not outcome.passed}
    return 0 if "error" in failed else 1 if failed else 2

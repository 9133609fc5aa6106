"""Reads the dashboard as a browser shows it, and says what each figure claims to be."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qsl

import duckdb
import pytest
from playwright.sync_api import Browser, sync_playwright

# The key of an element: that of its nearest place, and what lies between tells the rest.
COLLECT = r"""() => {
  const where = e => {
    const place = e.closest('[data-mart]');
    if (!place) return null;
    const keys = [place.dataset.key];
    for (let i = e; i !== place; i = i.parentElement) {
      if (i.dataset.more) keys.push(i.dataset.more);
      // the periods of a page are told once, by name
      const named = 'data-in-' + i.dataset.in;
      if (i.dataset.in) keys.push(i.closest(`[${named}]`).getAttribute(named));
    }
    // in a list of periods the rest of the key is the date that the line shows
    const list = e.closest('[data-timed]');
    if (list) keys.push(list.dataset.timed + '=' + e.closest('li').querySelector('time').dateTime);
    return [place.dataset.mart, keys.filter(Boolean).join('&')];
  };
  // a list may tell the column once for all its figures
  const column = e => e.dataset.column || e.closest('[data-of]').dataset.of;
  const tell = (e, kind, value, text) => ({kind, where: where(e), column: column(e), value, text,
    exact: e.getAttribute('title')});
  const found = [];
  for (const e of document.querySelectorAll('data'))
    found.push(tell(e, 'number', e.getAttribute('value'), e.textContent));
  for (const e of document.querySelectorAll('svg [data-column]'))
    found.push(tell(e, 'mark', e.dataset.value, e.querySelector('title').textContent));
  for (const e of document.querySelectorAll('[data-column]'))
    if (e.localName !== 'data' && !e.closest('svg'))
      found.push(tell(e, e.className === 'none' ? 'null' : 'text', null, e.textContent));
  const times = [...document.querySelectorAll('time')].map(e => ({day: e.dateTime,
    text: e.textContent, key: e.closest('tbody th, li') ? (where(e) || ['', ''])[1] : ''}));
  const scopes = [...document.querySelectorAll('[data-scope]')].map(e =>
    [e.dataset.scopeType, e.dataset.scope, e.textContent]);
  const loose = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    // B10 is the name of a measure
    if (/\p{Nd}/u.test(walker.currentNode.data.replace(/\bB10/g, ''))
        && !parent.closest('style, title, svg, data, time, [data-column], [data-scope]'))
      loose.push(walker.currentNode.data.trim());
  }
  const charts = [...document.querySelectorAll('svg')].map(e =>
    [e.getAttribute('role'), e.getAttribute('aria-label')]);
  return {found, times, scopes, loose, charts, lang: document.documentElement.lang};
}"""


@dataclass
class Seen:
    """Everything that a page showed, and what the browser had to say about it."""

    content: dict
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless; in CI its absence is a failure, elsewhere a skip."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: apt-get install chromium fonts-noto-cjk")
        pytest.skip("Chromium is not installed here; CI has it")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def look(browser: Browser, path: Path) -> Seen:
    """Open a page from the folder and read it."""
    page = browser.new_page()
    seen = Seen({})
    page.on("console", lambda message: seen.console.append(message.text))
    page.on("pageerror", lambda error: seen.console.append(str(error)))
    page.on("dialog", lambda dialog: (seen.console.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: seen.requests.append(request.url))
    page.goto(path.as_uri())
    seen.content = page.evaluate(COLLECT)
    page.close()
    return seen


class Warehouse:
    """Rows of a published file by the keys that a page names, read without the site's code."""

    def __init__(self, path: Path) -> None:
        self.connection = duckdb.connect(str(path), read_only=True)
        self.indexes: dict[tuple, dict] = {}

    def value(self, where: list[str], column: str) -> object:
        """The one value of a column that a relation and a key lead to."""
        relation, key = where
        pairs = sorted(parse_qsl(key, keep_blank_values=True, strict_parsing=True))
        names = tuple(name for name, _ in pairs)
        rows = self._index(relation, names)[tuple(value for _, value in pairs)]
        assert len(rows) == 1, f"{relation} {key} names {len(rows)} rows"
        return rows[0][column]

    def _index(self, relation: str, names: tuple[str, ...]) -> dict:
        if (relation, names) not in self.indexes:
            cursor = self.connection.execute(f"select * from {relation}")
            columns = [column[0] for column in cursor.description]
            index: dict[tuple, list] = {}
            for values in cursor.fetchall():
                row = dict(zip(columns, values, strict=True))
                index.setdefault(tuple(str(row[name]) for name in names), []).append(row)
            self.indexes[relation, names] = index
        return self.indexes[relation, names]


_SHOWN = re.compile(r"([+\u2212]?)([0-9][0-9,]*)(\.[0-9]+)?(bn|m|k|亿|万)?(%|\u00a0pp|个百分点)?")
_SCALES = {"bn": 10**9, "m": 10**6, "k": 1000, "亿": 10**8, "万": 10**4}


def read_back(text: str) -> tuple[Decimal, Decimal]:
    """A shown number as value and half of its last place, from the text alone."""
    match = _SHOWN.search(text)
    assert match, f"no number in {text!r}"
    sign, whole, places, scale, unit = match.groups()
    size = Decimal(whole.replace(",", "") + (places or ""))
    factor = Decimal(_SCALES.get(scale, 1)) / (100 if unit else 1)
    half = Decimal("0.5").scaleb(-(len(places) - 1 if places else 0)) * factor
    return (-size if sign == "\u2212" else size) * factor, half


def differs(seen: dict, actual: object) -> str:
    """What is wrong with a shown number whose mart holds `actual`; empty when nothing is."""
    if actual is None:
        return "a figure where the mart is null"
    exact = Decimal(str(actual))
    if Decimal(seen["value"]) != exact:
        return f"markup says {seen['value']}, mart {exact}"
    told = seen["text"]
    if seen["kind"] == "mark":
        told = told.rsplit(": ", 1)[1].split(" (")[0]
    value, half = read_back(told)
    if abs(value - exact) > half * Decimal("1.000001"):
        return f"shows {told}, mart {exact}"
    if seen["kind"] == "number" and seen["exact"]:
        hover = Decimal(seen["exact"].replace(",", "").replace("\u2212", "-"))
        if hover != exact:
            return f"hover says {hover}, mart {exact}"
    return ""


def faults(seen: dict[str, Seen], warehouse: Warehouse) -> tuple[int, list[str]]:
    """How many figures and words of marts were compared, and what differs."""
    wrong, compared = [], 0
    for page, looked in seen.items():
        for item in looked.content["found"]:
            compared += 1
            if item["where"] is None:
                wrong.append(f"{page}: {item['text']} has no place")
                continue
            actual = warehouse.value(item["where"], item["column"])
            if item["kind"] == "null":
                problem = "" if actual is None else f"shows no data, mart {actual}"
            elif item["kind"] == "text":
                same = " ".join(item["text"].split()) == " ".join(str(actual).split())
                problem = "" if same else f"says {item['text']!r}, mart {actual!r}"
            else:
                problem = differs(item, actual)
            if problem:
                wrong.append(f"{page}: {item['where']} {item['column']} {problem}")
    return compared, wrong


def copy_of(published: Path, folder: Path) -> Path:
    """A copy of a published file that a test may change."""
    path = folder / published.name
    path.write_bytes(published.read_bytes())
    return path

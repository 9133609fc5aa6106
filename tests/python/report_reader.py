"""Reads the marked figures of a report and their values in the marts."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import parse_qsl

import duckdb

from dashboard.html import raw
from dashboard.report_marts import SOURCES


class Figures(HTMLParser):
    """Marked figures of a page: relation, key, column and value; and what text is shown."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str, str]] = []
        self.places: list[tuple[str, str] | None] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        told = dict(attrs)
        if tag == "data":
            place = next(place for place in reversed(self.places) if place)
            self.found.append((*place, told["data-column"], told["value"]))
        if tag not in ("meta", "link", "br", "rect", "path"):
            place = (told["data-mart"], told["data-key"]) if "data-mart" in told else None
            self.places.append(place)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("rect", "path"):
            self.places.pop()


def in_mart(connection: duckdb.DuckDBPyConnection, relation: str, key: str, column: str) -> str:
    pairs = parse_qsl(key, keep_blank_values=True)
    assert {name for name, _ in pairs} == set(SOURCES[relation][0])
    where = " and ".join(f'cast("{name}" as varchar) = ?' for name, _ in pairs)
    query = f'select "{column}" from {relation} where {where}'
    rows = connection.execute(query, [value for _, value in pairs]).fetchall()
    assert len(rows) == 1, (relation, key)
    return raw(rows[0][0])

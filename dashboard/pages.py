"""The pages of the site: which there are, their file names, and how each is filled."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import jinja2
from markupsafe import Markup

from dashboard import (
    customers,
    headline,
    hidden,
    html,
    improvement,
    quality,
    reliability,
    reserve,
    value,
    warning,
    warranty,
)
from dashboard.marts import Marts
from dashboard.numbers import LANGUAGES, PERIODS
from dashboard.periods import frames
from dashboard.texts import text
from dashboard.view import Section, View

FOLDER = Path(__file__).parent
COMPANY, DEFINITIONS = "index.html", "definitions.html"
_PREFIX = {"product_line": "line", "region": "region"}

# What a region is asked about over time; other marts know lines only.
REGION_TRENDS = (
    "warranty_cost_ratio_net",
    "failures_per_1000_unit_months",
    "service_external_margin_amount",
    "nps_relationship",
)


@dataclass(frozen=True)
class Link:
    """A page as the navigation names it."""

    file: str
    name: Markup


def file_name(scope_type: str, scope: str) -> str:
    """A safe file name, different for every scope, on file systems without case too.

    Names of plain lower case keep it; any other gets a digest, set off by a dot that no plain
    name holds.
    """
    if scope_type == "company":
        return COMPANY
    plain = re.sub(r"[^a-z0-9_-]+", "-", scope.lower()).strip("-")[:40]
    if plain and plain == scope:
        return f"{_PREFIX[scope_type]}-{scope}.html"
    digest = hashlib.sha256(scope.encode()).hexdigest()[:12]
    return f"{_PREFIX[scope_type]}-{plain}.{digest}.html"


def _compact(content: str) -> str:
    """A page without indentation and empty lines."""
    return "\n".join(line for line in map(str.strip, content.split("\n")) if line) + "\n"


def _compact_css(content: str) -> str:
    """A style sheet without comments and blanks that no browser needs."""
    content = re.sub(r"/\*.*?\*/", "", content, flags=re.S)
    content = re.sub(r"\s+", " ", content)
    return re.sub(r" ?([{};,]) ?|(?<=:) ", r"\1", content).replace(";}", "}").strip()


class Site:
    """All pages of one published build, by file name."""

    def __init__(self, marts: Marts) -> None:
        self.marts = marts
        self.frames = frames(marts)
        self.css = _compact_css((FOLDER / "site.css").read_text(encoding="utf-8"))
        digest = hashlib.sha256(self.css.encode()).digest()
        self.environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals |= {
            "css": Markup(self.css),
            "css_hash": base64.b64encode(digest).decode(),
            "place": html.place,
            "place_part": html.place_part,
            "more": html.more,
            "named": html.periods(
                {
                    name: start
                    for kind, frame in self.frames.items()
                    for name, start in ((kind, frame.last), (f"{kind}-running", frame.running))
                }
            ),
            # a change stands beside its value, so that it need not repeat a long unit
            "short": {
                "failures per 1,000 unit-months": "",
                "reporting currency per unit-year": "reporting currency",
            },
            "timed": ("period", "period_start"),
            "periods": PERIODS,
            "mark": html.ESTIMATE_MARK,
            "frames": self.frames,
        }

    @cached_property
    def scopes(self) -> list[tuple[str, str]]:
        """The company, then every product line, then every region."""
        found = [("company", "company")]
        for scope_type in _PREFIX:
            found += [(scope_type, scope) for scope in self.marts.scopes(scope_type)]
        return found

    def pages(self) -> Iterator[tuple[str, str]]:
        """File names below the folder, and their contents."""
        yield COMPANY, self._choose()
        for lang in LANGUAGES:
            for scope_type, scope in self.scopes:
                view = View(self.marts, self.frames, lang, scope_type, scope)
                yield f"{lang}/{file_name(scope_type, scope)}", self._scope_page(view)
            view = View(self.marts, self.frames, lang)
            yield f"{lang}/{DEFINITIONS}", self._definitions_page(view)

    def _choose(self) -> str:
        template = self.environment.get_template("choose.html.j2")
        return template.render(
            names={lang: text("site.title", lang) for lang in LANGUAGES},
            day=lambda lang: html.phrase("site.as_of", lang, day=html.day(self.marts.as_of, lang)),
        )

    def _scope_page(self, view: View) -> str:
        name = view.name_of(view.scope_type, view.scope)
        heading = view.t(f"title.{view.scope_type}", scope=name)
        note = ""
        if view.scope == "unknown":
            kind = "line" if view.scope_type == "product_line" else "region"
            note = view.t(f"title.unknown_{kind}")
        first = {}
        for kind in PERIODS:
            starts = {start for _, period, start in view.by_metric if period == kind}
            first[kind] = min(starts, default=None)
        found = headline.headline(view)
        return self._render(
            "scope.html.j2",
            view,
            file_name(view.scope_type, view.scope),
            heading=heading,
            note=note,
            headline=found,
            shown=found.parts.get("shown", "quarter"),
            first_starts=first,
            sections=list(self._sections(view)),
            restated_name=lambda row: value.restated_name(view, row),
        )

    def _sections(self, view: View) -> Iterator[Section]:
        link = {
            scope: file_name(scope_type, scope)
            for scope_type, scope in self.scopes
            if scope_type == "product_line"
        }
        if view.scope_type != "region":
            yield warning.warning(view)
        if view.scope_type == "company":
            yield value.restatement(view)
        yield value.matrix(view)
        if view.scope_type == "region":
            yield warranty.metric_trends(view, REGION_TRENDS)
        else:
            yield warranty.warranty(view, link)
            yield reserve.reserve(view, link)
            yield quality.failing_parts(view)
            yield reliability.reliability(view)
            yield improvement.quality(view)
            yield quality.lifecycle(view, link)
            yield hidden.hidden(view)
            yield customers.promoters(view)
        yield customers.referrals(view)
        yield value.missing(view)

    def _definitions_page(self, view: View) -> str:
        groups: dict[str, list] = {}
        for row in self.marts.catalogue.values():
            groups.setdefault(row["metric_group"], []).append(row)
        heading = view.t("title.definitions")
        return self._render(
            "definitions.html.j2", view, DEFINITIONS, heading=heading, groups=groups
        )

    def _render(self, template: str, view: View, here: str, **more: object) -> str:
        lang = view.lang
        other = next(name for name in LANGUAGES if name != lang)
        page = self.environment.get_template(template).render(
            view=view,
            lang=lang,
            t=view.t,
            day=lambda value: html.day(value, lang),
            said=html.said,
            source=lambda relation: value.source(view, relation),
            origin=lambda relation: value.origin(view, relation),
            build=self.marts.build,
            title=Markup(more["heading"]).striptags(),
            home=COMPANY,
            here=here,
            other_page=f"../{other}/{here}",
            navigation=self._navigation(view),
            **more,
        )
        return _compact(page)

    def _navigation(self, view: View) -> list[tuple[str, list[Link]]]:
        def links(scope_type: str) -> list[Link]:
            return [
                Link(file_name(kind, scope), view.name_of(kind, scope))
                for kind, scope in self.scopes
                if kind == scope_type
            ]

        found = [("", [Link(COMPANY, view.t("nav.company"))])]
        for scope_type, key in (("product_line", "nav.product_lines"), ("region", "nav.regions")):
            if links(scope_type):
                found.append((view.t(key), links(scope_type)))
        return [*found, ("", [Link(DEFINITIONS, view.t("nav.definitions"))])]

"""What one page looks at, and the parts that its sections are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from markupsafe import Markup

from dashboard import html, numbers
from dashboard.marts import Marts, Row
from dashboard.periods import Frame
from dashboard.texts import text, texts, word
from dashboard.vega import Style

# One of several charts side by side.
SMALL = {"width": 440, "height": 150}
NOTHING = Markup("")


@dataclass(frozen=True)
class Column:
    """A column of a table: its unit, and whether its figures are estimates.

    `estimate` None leaves it to the row's `evidence_grade`. A column without a unit holds text.
    `nothing` stands for null where that means nothing to ask, not data to come; `asked` tells the
    rows of which the figure is asked at all.
    """

    name: str
    unit: str | None = ""
    signed: bool = False
    estimate: bool | None = False
    nothing: str | None = None
    asked: Callable[[Row], bool] | None = None


@dataclass(frozen=True)
class Table:
    """Figures under a chart: heads, and per row its place, its head and its cells.

    `place` tells the mart and what the rows' keys share.
    """

    heads: list[Markup]
    rows: list[tuple[Markup, Markup, list[Markup]]]
    place: Markup = NOTHING


@dataclass(frozen=True)
class Chart:
    """A drawing with its title and its figures."""

    svg: Markup
    table: Table
    title: Markup | str = ""
    link: str = ""
    last: Markup = NOTHING


@dataclass(frozen=True)
class Section:
    """A part of a page; `nodata` says why it is empty, then everything else is absent.

    `others` are further marts that it draws on.
    """

    name: str
    relation: str
    nodata: Markup = NOTHING
    parts: dict = field(default_factory=dict)
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class View:
    """One page's scope, language and marts; every figure of it is made here."""

    marts: Marts
    frames: dict[str, Frame]
    lang: str
    scope_type: str = "company"
    scope: str = "company"

    @cached_property
    def by_metric(self) -> dict[tuple[str, str, date], Row]:
        """Rows of the dashboard mart of this scope by metric, period and first day."""
        return {
            (row["metric"], row["period"], row["period_start"]): row
            for row in self.marts.by_scope.get((self.scope_type, self.scope), [])
        }

    def metric(self, metric: str, kind: str, start: date | None) -> Row | None:
        """A row of the dashboard mart, if this scope has it."""
        return self.by_metric.get((metric, kind, start)) if start else None

    @property
    def style(self) -> Style:
        """Language, currency and usual size of a chart."""
        return Style(self.lang, self.marts.currency)

    def t(self, key: str, **parts: object) -> Markup:
        """A fixed text, its places filled."""
        return html.phrase(key, self.lang, **parts)

    def w(self, group: str, code: str | None) -> str:
        """The word for a code of the marts."""
        return word(group, code, self.lang)

    def fig(self, row: Row, column: str, unit: str, **how: object) -> Markup:
        """A figure of a row."""
        return html.figure(row, column, unit, self.lang, currency=self.marts.currency, **how)

    def period(self, kind: str, start: date) -> Markup:
        """A period as the page shows it."""
        return html.period(kind, start, self.lang)

    def here(self, rows: list[Row]) -> list[Row]:
        """Rows of the page's product line; all of them on the company's page."""
        if self.scope_type == "company":
            return rows
        return [row for row in rows if row["product_line"] == self.scope]

    def has_model(self, model: str) -> bool:
        """True for a model of the page's product line, and for any on the company's page."""
        return self.scope_type == "company" or model in self.marts.models.get(self.scope, ())

    def name_of(self, scope_type: str, scope: str) -> Markup:
        """A scope as readers see it, with its code for machines."""
        if scope in ("company", "all", "unknown"):
            shown = text(f"scope.{scope}", self.lang)
        else:
            region = self.marts.region_names.get(scope) if scope_type == "region" else None
            shown = region["region_name"] if region else scope
        return Markup('<span data-scope-type="{}" data-scope="{}">{}</span>').format(
            scope_type, scope, shown
        )

    def plain_name(self, scope_type: str, scope: str) -> str:
        """The same without markup, for titles and alternative texts."""
        return self.name_of(scope_type, scope).striptags()

    def metric_name(self, metric: str) -> Markup:
        """A metric's name in the catalogue, else its code."""
        meaning = self.marts.catalogue.get(metric)
        if meaning is None:
            return Markup("{}").format(metric.replace("_", " "))
        named = html.said(meaning, f"name_{self.lang}")
        return Markup("<span {}>{}</span>").format(html.place(meaning), named)

    def head(self, relation: str, column: str) -> Markup:
        """The head of a column, with the mart's own description on hover."""
        key = f"col.{column}"
        shown = text(key, self.lang) if key in texts() else column.replace("_", " ")
        comment = self.marts.comments.get((relation, column), "")
        return Markup('<abbr title="{}">{}</abbr>').format(comment, shown) if comment else shown

    def table(
        self,
        rows: Iterable[Row],
        corner: str,
        head: Callable[[Row], Markup],
        columns: Iterable[Column],
    ) -> Table:
        """A table with one line per row of a mart; small samples are marked in the head."""
        columns, rows = list(columns), list(rows)
        lines = []
        around, each = html.places(rows)
        for row, place in zip(rows, each, strict=True):
            first = head(row) + (self.low_n if row.get("has_low_n") else "")
            lines.append((place, first, [self._cell(row, c) for c in columns]))
        heads = [Markup(text(corner, self.lang))]
        relation = rows[0].relation if rows else ""
        return Table(heads + [self.head(relation, c.name) for c in columns], lines, around)

    def _cell(self, row: Row, column: Column) -> Markup:
        if column.asked is not None and not column.asked(row):
            return Markup("{}").format(column.nothing or "")
        if column.unit is None:
            return html.said(row, column.name)
        return self.fig(
            row,
            column.name,
            column.unit,
            signed=column.signed,
            estimate=column.estimate,
            nothing=column.nothing,
        )

    @property
    def low_n(self) -> Markup:
        """The mark of a small sample."""
        return Markup(' <abbr class="low-n" title="{}">{}</abbr>').format(
            text("low_n.title", self.lang), text("low_n", self.lang)
        )

    def when_head(self, kind: str, column: str) -> Callable[[Row], Markup]:
        """Heads of a table by period; a running period says that it is not complete."""

        def head(row: Row) -> Markup:
            shown = self.period(kind, row[column])
            if numbers.is_complete(kind, row[column], self.marts.as_of):
                return shown
            return shown + Markup(' <em class="running">{}</em>').format(
                text("period.incomplete", self.lang)
            )

        return head

    def nodata(self, relation: str) -> Markup:
        """Why a mart shows nothing here, and which raw table would bring it."""
        mart = relation.split(".")[1]
        tables = [row["subject"] for row in self.marts.missing_tables(mart)]
        if tables and not self.marts.is_available(mart):
            joint = Markup(text("nodata.joint", self.lang))
            return self.t("nodata.needs", tables=joint.join(map(code, tables)))
        if relation not in self.marts.tables:
            return self.t("nodata.mart", mart=code(mart))
        if tables:
            joint = Markup(text("nodata.joint", self.lang))
            return self.t("nodata.needs", tables=joint.join(map(code, tables)))
        return self.t("nodata.rows", mart=code(mart))

    def alt(self, what: str, rows: list[Row], column: str, unit: str, kind: str, time: str) -> str:
        """Words for a chart over time: what, of whom, from when to when, first and last figure."""
        known = [row for row in rows if row[column] is not None]
        first, last = known[0], known[-1]
        return text("alt.trend", self.lang).format(
            what=what,
            first=numbers.period(kind, first[time], self.lang),
            last=numbers.period(kind, last[time], self.lang),
            a=self.style.words(first, column, unit),
            b=self.style.words(last, column, unit),
        )


def code(name: str) -> Markup:
    """The name of a table or mart."""
    return Markup("<code>{}</code>").format(name)


def some(rows: Iterable[Row], *columns: str) -> bool:
    """True when any row has a value in any of the columns."""
    return any(row.get(column) is not None for row in rows for column in columns)


def domain_of(values: Iterable) -> tuple[float, float]:
    """An axis that several charts share: from 0 (or below) to a little above the highest."""
    known = [float(value) for value in values if value is not None]
    return min(0.0, *known), max(0.0, *known) * 1.06 or 1.0

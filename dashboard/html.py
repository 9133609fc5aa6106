"""Marks of the pages: every figure, date and word of a mart goes through one of these."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from markupsafe import Markup, escape

from dashboard import numbers
from dashboard.marts import Row
from dashboard.texts import text

ESTIMATES = ("modelled", "assumed")
ESTIMATE_MARK = "≈"


def place(row: Row) -> Markup:
    """Attributes of the element that holds figures of `row`: its relation and its key."""
    return Markup('data-mart="{}" data-key="{}"').format(row.relation, row.key)


def figure(
    row: Row,
    column: str,
    unit: str,
    lang: str,
    *,
    currency: str,
    signed: bool = False,
    estimate: bool | None = None,
) -> Markup:
    """A number of `row` as `<data>`: shown rounded, with the mart's own value in the markup.

    It stands inside an element with `place(row)`. An estimate (by the row's `evidence_grade`
    unless said) bears a mark, not a colour alone. Null is "no data yet" without a value.
    """
    value = row.get(column)
    told = numbers.shown(value, unit, lang, currency=currency, signed=signed)
    if value is None or told.number == numbers.NO_DATA[lang]:
        return Markup('<span class="none" data-column="{}">{}</span>').format(column, told.number)
    if estimate is None:
        estimate = row.get("evidence_grade") in ESTIMATES
    mark = Markup('<abbr class="mark" title="{}">{}</abbr>').format(
        text("grade.estimate", lang), ESTIMATE_MARK
    )
    return Markup('<data class="{}" data-column="{}" value="{}" title="{}">{}{}{}{}</data>').format(
        "n est" if estimate else "n",
        column,
        raw(value),
        numbers.exact(value, lang),
        mark if estimate else "",
        _small(told.before),
        told.number,
        _small(told.after),
    )


def said(row: Row, column: str, lang: str | None = None) -> Markup:
    """A text of `row` as it stands in the mart; it stands inside an element with `place(row)`."""
    spoken = Markup(' lang="{}"').format(lang) if lang else ""
    return Markup('<span data-column="{}"{}>{}</span>').format(column, spoken, row.get(column))


def day(value: date, lang: str) -> Markup:
    """A day, readable by machines too."""
    return Markup('<time datetime="{}">{}</time>').format(
        value.isoformat(), numbers.day(value, lang)
    )


def period(kind: str, start: date, lang: str) -> Markup:
    """A month, quarter or year by its first day; `data-period` says which it is."""
    return Markup('<time datetime="{}" data-period="{}">{}</time>').format(
        start.isoformat(), kind, numbers.period(kind, start, lang)
    )


def phrase(key: str, lang: str, **parts: Any) -> Markup:
    """A fixed text with its places filled by marks."""
    return Markup(escape(text(key, lang))).format(**parts)


def raw(value: Any) -> str:
    """A value as the mart holds it, in full precision."""
    if isinstance(value, float):
        return repr(value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _small(unit: str) -> Markup:
    return Markup("<small>{}</small>").format(unit) if unit else Markup("")

"""Marks of the pages: every figure, date and word of a mart goes through one of these."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from markupsafe import Markup, escape

from dashboard import numbers
from dashboard.marts import KEYS, Row
from dashboard.texts import text

ESTIMATES = ("modelled", "assumed")
ESTIMATE_MARK = "≈"


def place(row: Row) -> Markup:
    """Attributes of the element that holds figures of `row`: its relation and its key."""
    return Markup(f'data-mart="{row.relation}" data-key="{escape(row.key)}"')


def place_part(row: Row, leave_out: tuple[str, ...]) -> Markup:
    """The same without some columns of the key, which `more` tells on an element inside."""
    columns = [name for name in KEYS[row.relation] if name not in leave_out]
    return Markup(f'data-mart="{row.relation}" data-key="{escape(row.key_of(columns))}"')


def more(row: Row, columns: Iterable[str]) -> Markup:
    """The rest of a key of which an element around told the beginning; nothing when it told all."""
    told = row.key_of(columns)
    return Markup(f'data-more="{escape(told)}"') if told else Markup("")


def places(rows: list[Row]) -> tuple[Markup, list[Markup]]:
    """What the element around several rows of one mart tells of their keys, and what each adds."""
    if not rows:
        return Markup(""), []
    apart = differing(rows)
    return place_part(rows[0], apart), [more(row, apart) for row in rows]


def differing(rows: list[Row]) -> tuple[str, ...]:
    """The columns of the key in which rows of one mart differ."""
    first = rows[0]
    names = KEYS[first.relation]
    return tuple(name for name in names if any(row[name] != first[name] for row in rows))


def periods(starts: dict[str, date | None]) -> Markup:
    """Attributes that name the rest of a key once for a page: `data-in` of an element refers to it.

    `starts` bears a first day by name: the length of a period, or the same and `-running`.
    """
    told = (
        f'data-in-{name}="period={name.split("-")[0]}&amp;period_start={start.isoformat()}"'
        for name, start in starts.items()
        if start
    )
    return Markup(" ".join(told))


def figure(
    row: Row,
    column: str,
    unit: str,
    lang: str,
    *,
    currency: str,
    signed: bool = False,
    estimate: bool | None = None,
    brief: bool = False,
    of: bool = False,
    nothing: str | None = None,
) -> Markup:
    """A number of `row` as `<data>`: shown rounded, with the mart's own value in the markup.

    It stands inside an element with `place(row)`. An estimate (by the row's `evidence_grade`
    unless said) bears a mark, not a colour alone. Null is "no data yet" without a value, or
    `nothing` where there was nothing to ask. `of`
    leaves out the column, which an element around tells (`data-of`); `brief` also leaves out the
    exact figure on hover.
    """
    value = row.get(column)
    told = numbers.shown(value, unit, lang, currency=currency, signed=signed)
    if value is None or told.number == numbers.NO_DATA[lang]:
        words = nothing or told.number
        return Markup(f'<span class="none" data-column="{column}">{words}</span>')
    if estimate is None:
        estimate = row.get("evidence_grade") in ESTIMATES
    mark = ""
    if estimate:
        mark = f'<abbr class="mark" title="{text("grade.estimate", lang)}">{ESTIMATE_MARK}</abbr>'
    if brief:
        kind = " class=est" if estimate else ""
        return Markup(f'<data{kind} value="{raw(value)}">{mark}{escape(told)}</data>')
    kind = ' class="est"' if estimate else ""
    named = "" if of else f' data-column="{column}"'
    exact = numbers.exact(value, lang)
    hover = f' title="{exact}"' if exact != told.number else ""
    return Markup(
        f'<data{kind}{named} value="{raw(value)}"{hover}>{mark}'
        f"{_small(told.before)}{told.number}{_small(told.after)}</data>"
    )


def said(row: Row, column: str, lang: str | None = None) -> Markup:
    """A text of `row` as it stands in the mart; it stands inside an element with `place(row)`."""
    spoken = Markup(' lang="{}"').format(lang) if lang else ""
    return Markup('<span data-column="{}"{}>{}</span>').format(column, spoken, row.get(column))


def day(value: date, lang: str) -> Markup:
    """A day, readable by machines too."""
    return Markup(f'<time datetime="{value.isoformat()}">{numbers.day(value, lang)}</time>')


def period(kind: str, start: date, lang: str) -> Markup:
    """A month, quarter or year by its first day."""
    shown = numbers.period(kind, start, lang)
    return Markup(f'<time datetime="{start.isoformat()}">{shown}</time>')


def phrase(key: str, lang: str, **parts: Any) -> Markup:
    """A fixed text with its places filled by marks."""
    return Markup(escape(text(key, lang))).format(**parts)


def raw(value: Any) -> str:
    """A value as the mart holds it, in full precision."""
    if isinstance(value, float):
        return repr(value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _small(unit: str) -> Markup:
    return Markup(f"<small>{escape(unit)}</small>") if unit else Markup("")

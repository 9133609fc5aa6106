"""The few Vega-Lite parts that the charts share, as plain specifications.

Written as dictionaries: vl-convert takes them as they are, and building them costs nothing,
while a Python layer above them takes four times as long as the drawing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from unicodedata import east_asian_width

from markupsafe import Markup

from dashboard import numbers
from dashboard.marts import Row
from dashboard.svg import Mark, draw

# Okabe and Ito's palette, its colours darkened to at least 4.5:1 on white, so that text may
# bear them too; every series also has its own dash and shape.
INK, MUTED, GRID, PAPER = "#1b2733", "#55606b", "#dfe4ea", "#ffffff"
BLUE, VERMILLION, GREEN, PURPLE = "#0067a3", "#b54a00", "#00705a", "#8a4b7d"
SERIES = (BLUE, VERMILLION, GREEN, PURPLE, INK, MUTED)
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3])
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")


@dataclass(frozen=True)
class Style:
    """What every chart of a page shares: language, currency and size."""

    lang: str
    currency: str
    width: int = 440
    height: int = 190

    def words(self, row: Row, column: str, unit: str) -> str:
        """A figure as the charts say it."""
        return str(numbers.shown(row[column], unit, self.lang, currency=self.currency))


class Marks(list):
    """What was drawn: `add` gives the name by which `draw` finds a mark again."""

    def add(self, row: Row, column: str, words: str) -> str:
        """Note a mark; returns the text for its `description` channel."""
        self.append(Mark(row, column, words))
        return f"mark:{len(self) - 1}"


def layer(mark: str, values: list[dict] | None = None, *, style: dict, **encoding: Any) -> dict:
    """One layer; it is silent for screen readers unless it has a `description`."""
    silent = {} if "description" in encoding else {"aria": False}
    found: dict[str, Any] = {"mark": {"type": mark, **style, **silent}, "encoding": encoding}
    if values is not None:
        found["data"] = {"values": values}
    return found


def field(name: str, kind: str, **more: Any) -> dict:
    """An encoding by a field: kind is quantitative, nominal, ordinal or temporal."""
    return {"field": name, "type": kind, **more}


DESCRIBED = field("mark", "nominal")


def value_axis(
    unit: str, lang: str, domain: tuple[float, float] | None = None, *, zero: bool = True
) -> dict:
    """The upright axis of a figure, labelled in the reader's way."""
    scale = {"domain": list(domain)} if domain else {"zero": zero}
    axis = {"labelExpr": _label(unit, lang), "tickCount": 4, "domain": False, "ticks": False}
    axis |= {"minExtent": 44, "maxExtent": 44}
    return field("y", "quantitative", title=None, scale=scale, axis=axis)


def time_axis(lang: str) -> dict:
    """An axis of days, labelled at each new year."""
    year = "utcFormat(datum.value, '%Y')" + (" + '年'" if lang == "zh" else "")
    axis = {"labelExpr": year, "tickCount": {"interval": "year", "step": 1}, "grid": False}
    return field("x", "temporal", title=None, scale={"type": "utc"}, axis=axis)


def name_axis(limit: int, label: str = "datum.label") -> dict:
    """Names down the side, in the order of the rows."""
    axis = {"labelExpr": label, "labelLimit": limit, "ticks": False, "domain": False}
    axis |= {"labelPadding": 6, "minExtent": limit, "maxExtent": limit}
    return field("name", "nominal", sort=None, title=None, axis=axis)


def room_for_words(longest: float, width: int, words: list[str]) -> dict:
    """A scale from 0 on which the longest bar leaves room for the figure written beside it."""
    needed = min(12 + max(map(_width, words), default=0), width // 2)
    return {"domain": [0, longest * width / (width - needed) or 1], "nice": False}


def _width(words: str) -> float:
    """About so many pixels at the size of a chart's words; Chinese characters are square."""
    return sum(13 if east_asian_width(one) in "WF" else 7.5 for one in words)


def cycle(values: tuple, names: list[str]) -> dict:
    """A scale that gives each name one of `values`, in order."""
    chosen = [values[place % len(values)] for place in range(len(names))]
    return {"domain": names, "range": chosen}


def when_open(otherwise: dict) -> dict:
    """White where a period is not complete, else `otherwise`."""
    return {"condition": {"test": "datum.open", "value": PAPER}, **otherwise}


def number(value: Any) -> float | None:
    """A mart's number as JSON has it; only for places on the drawing, never for text."""
    return float(value) if isinstance(value, Decimal) else value


def finish(
    layers: list[dict], values: list[dict], size: tuple[int, int], marks: Marks, alt: str
) -> Markup:
    """Draw the layers over the values; `size` is that of the plot without its axes."""
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": values},
        "layer": layers,
        "width": size[0],
        "height": size[1],
        "background": "transparent",
        "padding": 4,
        "config": {
            # the page's own fonts are set by its CSS; measuring a CJK font takes ten times as long
            "font": "sans-serif",
            "view": {"stroke": None},
            "text": {"fontSize": 12},
            "axis": {
                "labelColor": MUTED,
                "labelFontSize": 12,
                "gridColor": GRID,
                "domainColor": MUTED,
                "tickColor": MUTED,
            },
        },
    }
    return draw(spec, marks, alt)


def _label(unit: str, lang: str) -> str:
    """Vega's expression for the labels of an axis: 4%, 6m, 600万."""
    if unit == "share":
        return "format(datum.value * 100, '~') + '%'"
    steps = {"en": ((1e9, "bn"), (1e6, "m"), (1e3, "k")), "zh": ((1e8, "亿"), (1e4, "万"))}
    told = "format(datum.value, ',~')"
    for size, letter in reversed(steps[lang]):
        test = f"abs(datum.value) >= {size:.0f}"
        told = f"{test} ? format(datum.value / {size:.0f}, ',~') + '{letter}' : ({told})"
    return told

"""Static SVG: Vega's drawings made small, labelled, and safe to stand beside each other."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from xml.etree import ElementTree

import vl_convert
from markupsafe import Markup

from dashboard.html import differing, raw
from dashboard.marts import KEYS, Row

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
ElementTree.register_namespace("", _SVG)

# What Vega writes for its own interaction or takes as granted; the page's CSS sets the fonts.
_SUPERFLUOUS = (
    *("pointer-events", "font-family", "aria-roledescription", "aria-hidden", "role", "aria-label"),
    *("stroke-miterlimit", "class"),
)
# What SVG takes as given.
_GRANTED = {
    ("opacity", "1"),
    ("stroke-width", "1"),
    ("x2", "0"),
    ("y2", "0"),
    ("transform", "translate(0,0)"),
}
# What a group may say once for all that it holds.
_INHERITED = (
    *("fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight"),
    "text-anchor",
)
_LONG_NUMBER = re.compile(r"-?[0-9]*\.[0-9]{3,}(e-[0-9]+)?")


@dataclass(frozen=True)
class Mark:
    """What a drawn mark stands for: a column of a row, and the words for it."""

    row: Row
    column: str
    words: str


def draw(spec: dict, marks: list[Mark], alt: str) -> Markup:
    """Convert a Vega-Lite chart whose marks' descriptions are places in `marks`.

    Each mark gets its words as `<title>`, which is its name and its native tooltip, and its key
    and value as data; `alt` is the alternative text of the whole. All rows are of one relation.
    Raises ValueError when a mark was not drawn.
    """
    root = ElementTree.fromstring(vl_convert.vegalite_to_svg(spec))
    first = marks[0].row
    apart = differing([mark.row for mark in marks])
    drawn = _label_marks(root, marks, apart)
    if missing := set(range(len(marks))) - drawn:
        raise ValueError(f"{len(missing)} marks of the chart were not drawn, e.g. {min(missing)}")
    _clean(root)
    _own_ids(root)
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-label", alt)
    root.set("data-mart", first.relation)
    root.set("data-key", first.key_of(name for name in KEYS[first.relation] if name not in apart))
    return Markup(ElementTree.tostring(root, encoding="unicode", short_empty_elements=True))


def sparkline(values: list[float | None], alt: str, *, estimate: bool = False) -> Markup:
    """A small trend without axes; gaps stay gaps, the last value bears a dot.

    Its figures stand in the table beside it. Empty when fewer than two values are known.
    """
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return Markup("")
    low, high = min(known), max(known)
    width, height, edge = 200, 32, 4
    step = (width - 2 * edge) / (len(values) - 1)
    points = [
        (edge + step * index, _height(float(value), low, high, height, edge))
        for index, value in enumerate(values)
        if value is not None
    ]
    gaps = [index for index, value in enumerate(values) if value is not None]
    path = "".join(
        f"{'L' if place and gaps[place] == gaps[place - 1] + 1 else 'M'}{x:.0f} {y:.0f}"
        for place, (x, y) in enumerate(points)
    )
    return Markup(
        '<svg class="spark{}" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path d="{}"/><circle cx="{:.0f}" cy="{:.0f}" r="3"/></svg>'
    ).format(" est" if estimate else "", width, height, alt, path, *points[-1])


def _height(value: float, low: float, high: float, height: int, edge: int) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return height - edge - share * (height - 2 * edge)


def _label_marks(root: ElementTree.Element, marks: list[Mark], apart: tuple[str, ...]) -> set[int]:
    drawn = set()
    for element in list(root.iter()):
        label = element.get("aria-label", "")
        if not label.startswith("mark:"):
            continue
        number = int(label.removeprefix("mark:"))
        mark = marks[number]
        element.set("data-more", mark.row.key_of(apart))
        element.set("data-column", mark.column)
        element.set("data-value", raw(mark.row[mark.column]))
        title = ElementTree.Element(f"{{{_SVG}}}title")
        title.text = mark.words
        element.insert(0, title)
        drawn.add(number)
    return drawn


def _clean(root: ElementTree.Element) -> None:
    for element in list(root.iter()):
        for name in _SUPERFLUOUS:
            element.attrib.pop(name, None)
        for name, value in list(element.attrib.items()):
            if (name, value) in _GRANTED:
                del element.attrib[name]
            elif name in ("d", "transform", "x2", "y2"):
                element.set(name, _LONG_NUMBER.sub(_shorter, value))
        for child in list(element):
            if _is_invisible(child):
                element.remove(child)
    _lighten(root)


def _shorter(number: re.Match) -> str:
    """A place of the drawing to a hundredth of a unit, which no eye tells apart."""
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _lighten(element: ElementTree.Element) -> None:
    """Groups that say nothing give way to what they hold; what all say alike, the group says."""
    for child in list(element):
        _lighten(child)
    children: list[ElementTree.Element] = []
    for child in element:
        is_bare = child.tag == f"{{{_SVG}}}g" and not child.attrib
        children += list(child) if is_bare else [child]
    element[:] = children
    if element.tag != f"{{{_SVG}}}g" or len(children) < 2:
        return
    for name in _INHERITED:
        told = {child.get(name) for child in children}
        if len(told) == 1 and None not in told:
            element.set(name, told.pop())
            for child in children:
                del child.attrib[name]


def _is_invisible(element: ElementTree.Element) -> bool:
    kind = element.tag.removeprefix(f"{{{_SVG}}}")
    if kind == "path" and "data-more" not in element.attrib:
        is_painted = element.get("fill", "none") != "none" or element.get("stroke")
        return not element.get("d") or element.get("d") == "M0,0h0v0h0Z" or not is_painted
    return kind == "g" and len(element) == 0


def _own_ids(root: ElementTree.Element) -> None:
    """Names inside the drawing become unique to it, so that two in a page do not share any."""
    content = ElementTree.tostring(root)
    prefix = "s" + hashlib.sha256(content).hexdigest()[:10]
    names = {e.get("id"): f"{prefix}-{e.get('id')}" for e in root.iter() if e.get("id")}
    for element in root.iter():
        for attribute, value in list(element.attrib.items()):
            if attribute == "id":
                element.set(attribute, names[value])
            elif attribute in ("href", _XLINK) and value[:1] == "#":
                element.set(attribute, f"#{names[value[1:]]}")
            elif value.startswith("url(#"):
                element.set(attribute, f"url(#{names[value[5:-1]]})")

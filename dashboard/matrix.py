"""The strategic matrix: customer value upwards, commercial value to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboard.marts import Row
from dashboard.texts import text
from dashboard.vega import (
    BLUE,
    DESCRIBED,
    GREEN,
    INK,
    MUTED,
    VERMILLION,
    Marks,
    field,
    finish,
    layer,
    number,
)

if TYPE_CHECKING:
    from dashboard.view import View

# Corners of the unit square: name, place, alignment.
_CORNERS = (
    ("value_island", 0.02, 0.98, "left"),
    ("growth_engine", 0.98, 0.98, "right"),
    ("cost_ruin", 0.02, 0.02, "left"),
    ("profit_extractor", 0.98, 0.02, "right"),
)
_SIGNS = {
    "product_line": ("circle", BLUE),
    "region": ("square", VERMILLION),
    "service_center": ("triangle-up", GREEN),
}


def matrix_chart(view: View, rows: list[Row]) -> Markup:
    """Points by their two scores, shaped by kind of scope; unplaced rows stand in the table."""
    marks, points = Marks(), []
    for row in rows:
        across, up = row["commercial_value_score"], row["customer_value_score"]
        if across is None or up is None:
            continue
        name = view.plain_name(row["scope_type"], row["scope"])
        words = f"{name}, {view.w('quadrant', row['quadrant'])}: "
        words += view.style.words(row, "customer_value_score", "")
        mark = marks.add(row, "customer_value_score", words)
        kind = row["scope_type"] if row["scope_type"] in _SIGNS else "service_center"
        points.append({"x": number(across), "y": number(up), "n": name, "k": kind, "mark": mark})
    axis = {"values": [0, 0.5, 1], "grid": False, "ticks": False, "domain": False}
    scale = {"domain": [0, 1]}
    x = field(
        "x",
        "quantitative",
        scale=scale,
        axis=axis,
        title=text("col.commercial_value_score", view.lang),
    )
    y = field(
        "y",
        "quantitative",
        scale=scale,
        axis=axis,
        title=text("col.customer_value_score", view.lang),
    )
    kinds = list(_SIGNS)
    shape = field(
        "k",
        "nominal",
        legend=None,
        scale={"domain": kinds, "range": [_SIGNS[kind][0] for kind in kinds]},
    )
    hue = field(
        "k",
        "nominal",
        legend=None,
        scale={"domain": kinds, "range": [_SIGNS[kind][1] for kind in kinds]},
    )
    layers = _quadrants(view, x, y)
    dot = {"filled": True, "size": 90, "opacity": 1}
    layers.append(
        layer("point", style=dot, x=x, y=y, shape=shape, color=hue, description=DESCRIBED)
    )
    label = {"align": "left", "dx": 8, "color": INK}
    layers.append(layer("text", style=label, x=x, y=y, text=field("n", "nominal")))
    names = ", ".join(point["n"] for point in points)
    return finish(layers, points, (380, 320), marks, view.t("alt.matrix", names=names))


def _quadrants(view: View, x: dict, y: dict) -> list[dict]:
    corners = [
        {"x": across, "y": up, "n": text(f"quadrant.{name}", view.lang), "a": side}
        for name, across, up, side in _CORNERS
    ]
    layers = []
    for side in ("left", "right"):
        style = {"color": MUTED, "fontSize": 13, "fontWeight": "bold", "align": side}
        values = [corner for corner in corners if corner["a"] == side]
        layers.append(layer("text", values, style=style, x=x, y=y, text=field("n", "nominal")))
    return layers

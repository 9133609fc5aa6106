"""Charts of estimates: what is modelled is hollow and dashed, what is counted is full."""

from __future__ import annotations

from markupsafe import Markup

from dashboard import numbers
from dashboard.marts import Row
from dashboard.vega import (
    BLUE,
    DESCRIBED,
    INK,
    PAPER,
    PURPLE,
    Marks,
    Style,
    field,
    finish,
    layer,
    name_axis,
    number,
    room_for_words,
    value_axis,
    when_open,
)

_LEFT = 60  # room for the labels of an upright axis


def developing(
    rows: list[Row],
    columns: tuple[str, str],
    unit: str,
    style: Style,
    alt: str,
    *,
    time: str,
    band: tuple[str, str],
    domain: tuple[float, float] | None = None,
) -> Markup:
    """Upright bars by quarter: the first of `columns` full, the second, an estimate, hollow.

    `band` names the interval of the estimate. Both bars begin at nothing: the hollow one shows
    how far the full one is expected to grow.
    """
    marks, points = Marks(), []
    done, whole = columns
    for row in rows:
        when = numbers.period("quarter", row[time], style.lang)
        point = {"x": row[time].isoformat()}
        for name, column, sign in (("done", done, ""), ("whole", whole, "≈ ")):
            point[name] = number(row[column])
            if row[column] is not None:
                words = f"{when}: {sign}{style.words(row, column, unit)}"
                if column == whole and row[band[0]] is not None:
                    words += " (" + " – ".join(style.words(row, c, unit) for c in band) + ")"
                point[f"{name}_mark"] = marks.add(row, column, words)
        if row[band[0]] is not None:
            point |= {"low": number(row[band[0]]), "high": number(row[band[1]])}
        points.append(point)
    x, y = _quarter_axis(style.lang), value_axis(unit, style.lang, domain)
    hollow = {"filled": False, "stroke": PURPLE, "strokeWidth": 1.5, "strokeDash": [4, 3]}
    full = {"color": BLUE, "width": {"band": 0.62}}
    whisker = {"color": INK, "strokeWidth": 1.2}
    upper = y | {"field": "high"}
    layers = [
        layer(
            "bar",
            [point for point in points if "done_mark" in point],
            style=full,
            x=x,
            y=y | {"field": "done"},
            description=field("done_mark", "nominal"),
        ),
        layer(
            "bar",
            [point for point in points if "whole_mark" in point],
            style=hollow | {"width": {"band": 0.82}},
            x=x,
            y=y | {"field": "whole"},
            description=field("whole_mark", "nominal"),
        ),
        layer("rule", style=whisker, x=x, y=y | {"field": "low"}, y2={"field": upper["field"]}),
    ]
    return finish(layers, points, (style.width - _LEFT, style.height), marks, alt)


def by_months(
    rows: list[Row],
    column: str,
    unit: str,
    style: Style,
    alt: str,
    *,
    age: str,
    band: tuple[str, str],
    oldest: int,
    domain: tuple[float, float] | None = None,
) -> Markup:
    """A figure by months in service, to `oldest`, with its interval; small samples are open."""
    marks, points = Marks(), []
    for row in rows:
        words = f"{row[age]}: {style.words(row, column, unit)}"
        if row[band[0]] is not None:
            words += " (" + " – ".join(style.words(row, name, unit) for name in band) + ")"
        point = {"x": row[age], "y": number(row[column]), "open": bool(row.get("has_low_n"))}
        point |= {"low": number(row[band[0]]), "high": number(row[band[1]])}
        points.append(point | {"mark": marks.add(row, column, words)})
    axis = {"grid": False, "values": list(range(0, oldest + 1, 12))}
    x = field("x", "quantitative", title=None, axis=axis, scale={"domain": [0, oldest]})
    y = value_axis(unit, style.lang, domain)
    low, high = y | {"field": "low"}, {"field": "high"}
    dots = {"filled": True, "opacity": 1, "size": 26, "stroke": BLUE, "strokeWidth": 1.5}
    fill = when_open({"value": BLUE})
    layers = [
        layer("area", style={"color": BLUE, "opacity": 0.16}, x=x, y=low, y2=high),
        layer("line", style={"color": BLUE, "strokeWidth": 2.5}, x=x, y=y),
        layer("point", style=dots, x=x, y=y, fill=fill, description=DESCRIBED),
    ]
    return finish(layers, points, (style.width - _LEFT, style.height), marks, alt)


def ranges(
    rows: list[Row],
    column: str,
    unit: str,
    name: str,
    style: Style,
    alt: str,
    *,
    band: tuple[str, str],
) -> Markup:
    """Estimates as hollow bars in the order of `rows`, their range as whisker."""
    marks, points = Marks(), []
    for place, row in enumerate(rows):
        words = f"≈ {style.words(row, column, unit)}"
        point = {"name": f"{place:03d}{row[name]}", "x": number(row[column]), "words": words}
        point["mark"] = marks.add(row, column, f"{row[name]}: {words}")
        point |= {"low": number(row[band[0]]), "high": number(row[band[1]])}
        point["end"] = max(point["x"], point["high"] or 0)
        points.append(point)
    y = name_axis(190, "slice(datum.label, 3)")
    width = style.width - 200
    longest = max(point["end"] for point in points)
    scale = room_for_words(longest, width, [point["words"] for point in points])
    x = field("x", "quantitative", scale=scale, title=None, axis=None)
    bar = {"fill": PAPER, "stroke": PURPLE, "strokeWidth": 1.5, "strokeDash": [4, 3]}
    low, high = x | {"field": "low"}, {"field": "high"}
    told = {"align": "left", "dx": 6, "color": INK}
    layers = [
        layer("bar", style=bar | {"height": {"band": 0.6}}, x=x, y=y, description=DESCRIBED),
        layer("rule", style={"color": INK, "strokeWidth": 1.5}, x=low, x2=high, y=y),
        layer("text", style=told, x=x | {"field": "end"}, y=y, text=field("words", "nominal")),
    ]
    return finish(layers, points, (width, max(30 * len(rows), 40)), marks, alt)


def _quarter_axis(lang: str) -> dict:
    """Quarters side by side, labelled at each new year."""
    year = "slice(datum.label, 0, 4)" + (" + '年'" if lang == "zh" else "")
    axis = {"labelExpr": f"slice(datum.label, 5, 7) == '01' ? {year} : ''", "labelAngle": 0}
    return field("x", "ordinal", title=None, axis=axis | {"ticks": False, "grid": False})

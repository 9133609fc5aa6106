"""The charts: rows of a mart in, static SVG out. Colour is never the only sign of anything."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from dashboard import numbers
from dashboard.marts import Row
from dashboard.vega import (
    BLUE,
    DASHES,
    DESCRIBED,
    INK,
    PAPER,
    SERIES,
    SHAPES,
    VERMILLION,
    Marks,
    Style,
    cycle,
    field,
    finish,
    layer,
    name_axis,
    number,
    room_for_words,
    time_axis,
    value_axis,
    when_open,
)

_LEFT = 60  # room for the labels of an upright axis


def trend(
    rows: list[Row],
    column: str,
    unit: str,
    style: Style,
    alt: str,
    *,
    time: str,
    kind: str,
    as_of: date,
    band: tuple[str, str] | None = None,
    target: str | None = None,
    domain: tuple[float, float] | None = None,
) -> Markup:
    """A figure over time, oldest first; a running period is an open mark, nulls are gaps.

    `band` names the columns of an interval, `target` one that is drawn as a dashed step.
    """
    marks, points = Marks(), []
    for row in rows:
        point = {"x": row[time].isoformat(), "y": number(row[column])}
        if band:
            point |= {"low": number(row[band[0]]), "high": number(row[band[1]])}
        if target:
            point["target"] = number(row[target])
        if row[column] is not None:
            words = f"{numbers.period(kind, row[time], style.lang)}: "
            words += style.words(row, column, unit)
            if band and row[band[0]] is not None:
                words += " (" + " – ".join(style.words(row, name, unit) for name in band) + ")"
            point["open"] = not numbers.is_complete(kind, row[time], as_of)
            point["mark"] = marks.add(row, column, words)
        points.append(point)
    x, y = time_axis(style.lang), value_axis(unit, style.lang, domain, zero=not band)
    layers = []
    if band:
        low, high = y | {"field": "low"}, {"field": "high"}
        layers.append(layer("area", style={"color": BLUE, "opacity": 0.16}, x=x, y=low, y2=high))
    if any(point.get("target") is not None for point in points):
        dashed = {"color": INK, "strokeDash": [3, 3], "strokeWidth": 1.5}
        step = {**dashed, "interpolate": "step-after"}
        layers.append(layer("line", style=step, x=x, y=y | {"field": "target"}))
    layers.append(layer("line", style={"color": BLUE, "strokeWidth": 2.5}, x=x, y=y))
    dots = {"filled": True, "opacity": 1, "size": 34, "stroke": BLUE, "strokeWidth": 1.5}
    known = [point for point in points if "mark" in point]
    layers.append(
        layer(
            "point",
            known,
            style=dots,
            x=x,
            y=y,
            fill=when_open({"value": BLUE}),
            description=DESCRIBED,
        )
    )
    return finish(layers, points, (style.width - _LEFT, style.height), marks, alt)


def ranked_bars(
    rows: list[Row],
    column: str,
    unit: str,
    name: str,
    style: Style,
    alt: str,
    *,
    band: tuple[str, str] | None = None,
    benchmark: str | None = None,
) -> Markup:
    """Bars in the order of `rows`, each with its name and figure; `band` is drawn as a whisker.

    `benchmark` names a column that is drawn as an upright tick across the bar.
    """
    marks, points = Marks(), []
    for place, row in enumerate(rows):
        words = style.words(row, column, unit)
        # two parts may share a name, so the place goes before it and is not shown
        point = {"name": f"{place:03d}{row[name]}", "x": number(row[column]), "words": words}
        point["end"] = point["x"]
        if band and row[band[1]] is not None:
            point |= {"low": number(row[band[0]]), "high": number(row[band[1]])}
            point["end"] = point["high"]
        if benchmark:
            point["benchmark"] = number(row[benchmark])
        point["mark"] = marks.add(row, column, f"{row[name]}: {words}")
        points.append(point)
    ends = [point["end"] or 0 for point in points] + [p.get("benchmark") or 0 for p in points]
    width = style.width - 160
    scale = room_for_words(max(ends), width, [point["words"] for point in points])
    y = name_axis(150, "slice(datum.label, 3)")
    x = field("x", "quantitative", scale=scale, title=None, axis=None)
    bar = {"color": BLUE, "height": {"band": 0.66}}
    layers = [layer("bar", style=bar, x=x, y=y, description=DESCRIBED)]
    if band:
        whisker = {"color": INK, "strokeWidth": 1.5}
        low, high = x | {"field": "low"}, {"field": "high"}
        layers.append(layer("rule", style=whisker, x=low, x2=high, y=y))
    if any(point.get("benchmark") is not None for point in points):
        tick = {"color": VERMILLION, "thickness": 3, "size": 18}
        layers.append(layer("tick", style=tick, x=x | {"field": "benchmark"}, y=y))
    told = {"align": "left", "dx": 5, "color": INK}
    words = field("words", "nominal")
    layers.append(layer("text", style=told, x=x | {"field": "end"}, y=y, text=words))
    return finish(layers, points, (width, max(26 * len(rows), 40)), marks, alt)


def by_age(
    series: dict[str, list[Row]],
    column: str,
    unit: str,
    style: Style,
    alt: str,
    *,
    age: str,
    modelled: str,
    domain: tuple[float, float] | None = None,
) -> Markup:
    """Lines by year in service, one per series with its own dash and shape, named at its end.

    Years that are not complete are open marks; for them `modelled` is a forecast, drawn dotted
    from the last complete year on, of the last series that has one: the others lie close by.
    """
    marks, points, ends, forecast, whole = Marks(), [], [], [], {}
    lived = [name for name, rows in series.items() if any(row["is_complete"] for row in rows)]
    newest = (lived or list(series))[-1:]
    for name, rows in series.items():
        for row in rows:
            if row[column] is not None:
                words = f"{name}, {row[age]}: {style.words(row, column, unit)}"
                point = {"x": row[age], "y": number(row[column]), "name": name}
                point |= {"open": not row["is_complete"], "mark": marks.add(row, column, words)}
                points.append(point)
            if row["is_complete"] and row[column] is not None:
                whole[name] = {"x": row[age], "y": number(row[column]), "name": name}
            elif row[modelled] is not None and name in newest:
                words = f"{name}, {row[age]}: ≈ {style.words(row, modelled, unit)}"
                ahead = {"x": row[age], "y": number(row[modelled]), "name": name}
                forecast.append(ahead | {"mark": marks.add(row, modelled, words)})
        ends += [point for point in points if point["name"] == name][-1:]
    names = list(series)
    ages = sorted({point["x"] for point in points + forecast})
    x = field("x", "ordinal", title=None, scale={"domain": ages}, axis={"labelAngle": 0})
    y = value_axis(unit, style.lang, domain)
    hue = field("name", "nominal", scale=cycle(SERIES, names), legend=None)
    dash = field("name", "nominal", scale=cycle(DASHES, names), legend=None)
    shape = field("name", "nominal", scale=cycle(SHAPES, names), legend=None)
    drawn = {"filled": True, "size": 55, "opacity": 1, "strokeWidth": 1.5}
    layers = [
        layer("line", style={"strokeWidth": 2.5}, x=x, y=y, color=hue, strokeDash=dash),
        layer(
            "point",
            style=drawn,
            x=x,
            y=y,
            shape=shape,
            stroke=hue,
            fill=when_open(hue),
            description=DESCRIBED,
        ),
    ]
    if len(names) > 1:
        label = {"align": "left", "dx": 8}
        text = field("name", "nominal")
        layers.append(layer("text", ends, style=label, x=x, y=y, color=hue, text=text))
    if forecast:
        dotted = {"strokeDash": [1, 4], "strokeWidth": 2}
        line = [whole[name] for name in newest if name in whole] + forecast
        layers.append(layer("line", line, style=dotted, x=x, y=y, color=hue))
        drawn = {"filled": False, "size": 40, "opacity": 1}
        layers.append(
            layer(
                "point",
                forecast,
                style=drawn,
                x=x,
                y=y,
                color=hue,
                shape=shape,
                description=DESCRIBED,
            )
        )
    return finish(layers, points, (style.width - _LEFT, style.height), marks, alt)


def paired_bars(
    rows: dict[str, Row],
    columns: dict[str, str],
    unit: str,
    style: Style,
    alt: str,
) -> Markup:
    """For each row, by its label, one bar per column, by its words: the first empty, then full."""
    marks, points = Marks(), []
    for label, row in rows.items():
        for column, told in columns.items():
            if row[column] is None:
                continue
            words = style.words(row, column, unit)
            point = {"name": label, "what": column, "x": number(row[column]), "words": words}
            point["mark"] = marks.add(row, column, f"{label}, {told}: {words}")
            points.append(point)
    highest = max((point["x"] for point in points), default=0)
    width = style.width - 140
    scale = room_for_words(highest, width, [point["words"] for point in points])
    x = field("x", "quantitative", title=None, axis=None, scale=scale)
    y, words = name_axis(130), field("words", "nominal")
    beside = field("what", "nominal", sort=list(columns), scale={"paddingInner": 0.12})
    fill = {"domain": list(columns), "range": [PAPER, BLUE]}
    hue = field("what", "nominal", scale=fill, legend=None)
    edge = {"stroke": INK, "strokeWidth": 1.2}
    told = {"align": "left", "dx": 5, "color": INK}
    layers = [
        layer("bar", style=edge, x=x, y=y, yOffset=beside, fill=hue, description=DESCRIBED),
        layer("text", style=told, x=x, y=y, yOffset=beside, text=words),
    ]
    return finish(layers, points, (width, max(48 * len(rows), 48)), marks, alt)

"""The explanation on a screen, as an auditor reads it: figure, parts, proof, rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestration.explain.figure import Explanation, Side, describe
from orchestration.explain.rows import PartTotal, Row, read_left_out
from orchestration.explain.words import words

_MOST_LEFT_OUT = 5


def show(
    connection: duckdb.DuckDBPyConnection,
    explanation: Explanation,
    rows: list[Row],
    console: Console,
    lang: str,
    limit: int,
    page: int,
) -> None:
    """Print the explanation and one page of its rows in `lang`."""
    labels = words(lang)
    _show_figure(explanation, console, labels, lang)
    _show_parts(explanation, console, labels, lang)
    for side in explanation.sides:
        console.print(_proof(side, labels), soft_wrap=True)
    if explanation.value != explanation.expected:
        console.print(f"[bold red]{labels['value_wrong']}[/bold red]")
    _show_rows(rows, explanation, console, labels, lang)
    _show_paging(explanation, console, labels, limit, page)
    for kind in explanation.left_out:
        if kind.count:
            reason = kind.zh if lang == "zh" else kind.en
            console.print(f"\n[bold]{labels['left_out']}[/bold]  {kind.count:,}  {escape(reason)}")
            first = read_left_out(connection, kind, explanation.question, _MOST_LEFT_OUT)
            for row in first:
                console.print(f"  {escape(_pairs(row.keys))}  {escape(_pairs(row.shows))}")
            if kind.count > _MOST_LEFT_OUT:
                more = labels["more"].format(count=kind.count - _MOST_LEFT_OUT)
                console.print(f"  {more}")


def number(value: Any) -> str:
    """A figure to its last digit: `1,234.50`, `0.3333333333`, `12`; nothing is rounded."""
    if value is None:
        return "-"
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if exact == exact.to_integral_value():
        return f"{exact.to_integral_value():,f}"
    whole, _, fraction = f"{exact:,f}".partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(2, '0')}"


def _show_figure(
    explanation: Explanation, console: Console, labels: dict[str, str], lang: str
) -> None:
    question, entry = explanation.question, explanation.question.metric
    build = explanation.build
    scope = labels["company"] if question.scope_type == "company" else question.scope
    unit = entry["unit"].replace("reporting currency", build["reporting_currency"])
    console.print(f"[bold]{escape(entry[f'name_{lang}'])}[/bold]  {entry['metric']}")
    console.print(
        f"{escape(scope)} · {question.label} · {labels['as_of']} {build['as_of_date']} · "
        f"{labels['build']} {build['build_id']}"
    )
    if explanation.value is None:
        is_divided = explanation.sides[-1].shown == 0
        console.print(f"[bold]{labels['null_value' if is_divided else 'null']}[/bold]")
    else:
        digits = ",.6g" if abs(explanation.value) < 1 else ",.2f"
        console.print(
            f"[bold]{explanation.value:{digits}}[/bold] {unit} · {entry['evidence_grade']}"
        )
    console.print(f"\n{escape(entry[f'definition_{lang}'])}\n")
    if explanation.missing:
        console.print(f"[bold]{labels['why_null']}[/bold]")
    for name, groups in explanation.missing.items():
        for group in groups:
            told = labels["one_of"].format(tables=" / ".join(group))
            effects = [
                explanation.effects[table] for table in group if table in explanation.effects
            ]
            console.print(f"  {name}: {told}{'; ' if effects else ''}{'; '.join(effects)}")


def _show_parts(
    explanation: Explanation, console: Console, labels: dict[str, str], lang: str
) -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("side", "part", "rows", "amount", "sign", "relation", "raw_table"):
        right = name in ("rows", "amount")
        table.add_column(labels[name], justify="right" if right else "left", overflow="fold")
    for total in explanation.totals:
        table.add_row(*_part_cells(total, labels, lang))
    console.print(table)
    unknown = sum(total.unknown for total in explanation.totals)
    if unknown:
        console.print(f"{labels['unknown']}: {unknown:,}")


def _part_cells(total: PartTotal, labels: dict[str, str], lang: str) -> list[str]:
    part = total.part
    signs = {"sum": f"{part.factor:+d}".replace("1", ""), "dividend": "", "divisor": labels["over"]}
    source = part.component.source
    return [
        labels[part.side],
        escape(part.component.names.of(lang)),
        f"{total.rows:,}",
        number(total.amount or Decimal(0)),
        signs[part.role],
        describe(part),
        labels["by_row"] if source.startswith("=") else source,
    ]


def _proof(side: Side, labels: dict[str, str]) -> str:
    told = (
        f"{labels[side.name]}: {labels['sum_of_rows']} {number(side.total)}, "
        f"{labels['dashboard']} {number(side.shown)}"
    )
    if side.agrees and side.total is None:
        return f"{labels[side.name]}: {labels['null_both']}"
    if side.agrees:
        return f"{told} · [green]{labels['yes']}[/green]"
    by = f", {labels['difference']} {number(side.difference)}"
    return f"[bold red]{told} · {labels['no']}{by}[/bold red]"


def _show_rows(
    rows: list[Row], explanation: Explanation, console: Console, labels: dict[str, str], lang: str
) -> None:
    if not rows:
        console.print(f"\n{labels['no_rows']}")
        if explanation.agrees and not explanation.missing and explanation.sides[0].shown is None:
            console.print(labels["null_rows"])
    for total in explanation.totals:
        own = [row for row in rows if row.part == total.part]
        if own:
            component = total.part.component
            side = labels[total.part.side]
            console.print(f"\n[bold]{side} · {escape(component.names.of(lang))}[/bold]")
            console.print(_rows_table(own, labels))


def _rows_table(rows: list[Row], labels: dict[str, str]) -> Table:
    """Rows of one part, the source system's keys first; empty columns are left out."""
    component = rows[0].part.component
    keys = [name for name in component.keys if any(row.keys[name] is not None for row in rows)]
    told = [component.keys.get(name) for name in keys] + [component.dated]
    shows = [name for name, expression in component.shows.items() if expression not in told]
    table = Table(box=None, pad_edge=False)
    for name in (labels["raw_table"], *keys):
        table.add_column(name, overflow="fold")
    table.add_column(labels["contribution"], justify="right", no_wrap=True)
    for name in (labels["line"], labels["region"], labels["counted_on"], *shows):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(
            row.source_table,
            *(_text(row.keys[name]) for name in keys),
            number(row.contribution),
            *(_text(row.product_line), _text(row.region_id), _text(row.counted_on)),
            *(_text(row.shows[name]) for name in shows),
        )
    return table


def _text(value: Any) -> str:
    return "-" if value is None else escape(str(value))


def _show_paging(
    explanation: Explanation, console: Console, labels: dict[str, str], limit: int, page: int
) -> None:
    pages = explanation.pages(limit)
    counted = labels["counted"].format(count=f"{explanation.rows:,}")
    told = f"{counted} {labels['page'].format(page=page, pages=pages)}"
    if page < pages:
        told += f" · {labels['next'].format(page=page + 1)}"
    console.print(told)


def _pairs(values: dict[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in values.items() if value is not None)

"""What a build tells at its end: the headline answers, warnings, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from orchestration.warehouse import open_published

_LOG_WIDTH = 110


@dataclass(frozen=True)
class Answer:
    """A question of the business and the query that answers it in a few rows."""

    question: str
    needs: str
    query: str


ANSWERS = (
    Answer(
        "1. What does warranty cost per unit of revenue?",
        "marts.warranty_cost_ratio_yearly",
        """
        select
            product_line,
            year(year_start) as year,
            revenue_amount as revenue,
            warranty_cost_net_amount as warranty_net,
            warranty_cost_ratio_net as ratio
        from marts.warranty_cost_ratio_yearly
        where year_start >= (
            select max(year_start) - interval 1 year from marts.warranty_cost_ratio_yearly
        )
        order by product_line = 'all' desc, product_line, year_start
        limit 8
        """,
    ),
    Answer(
        "2. Which parts fail most?",
        "marts.top_failure_parts",
        """
        select
            part_no,
            part_name,
            failure_events as failures,
            failures_per_1000_unit_months as per_1000_unit_months,
            job_cost_amount as cost
        from marts.top_failure_parts
        where product_line = 'all' and "window" = '12m' and rank_by_count <= 5
        order by rank_by_count
        """,
    ),
    Answer(
        "3. What does a unit cost over its life?",
        "marts.lifecycle_cost",
        """
        select
            product_line,
            year_in_service,
            sum(units_sold) as units,
            sum(total_amount) as total,
            cast(sum(total_amount) as double) / nullif(sum(unit_years_at_risk), 0)
                as cost_per_unit_year
        from marts.lifecycle_cost
        where year_in_service <= 2
        group by product_line, year_in_service
        order by product_line, year_in_service
        limit 8
        """,
    ),
    Answer(
        "4. Would customers recommend us, and what do referrals bring?",
        "marts.nps",
        """
        select survey_type, quarter_start, responses, nps, lower_95, upper_95
        from marts.nps
        where product_line = 'all'
        qualify row_number() over (partition by survey_type order by quarter_start desc) <= 2
        order by survey_type, quarter_start
        limit 6
        """,
    ),
    Answer(
        "5. What is after-sales worth, this year so far and in the year before?",
        "marts.aftersales_value_dashboard",
        """
        select metric, year(period_start) as year, value, previous_value as year_before, unit
        from marts.aftersales_value_dashboard
        where
            period = 'year' and scope_type = 'company'
            and period_start = (
                select max(period_start) from marts.aftersales_value_dashboard where period = 'year'
            )
        order by metric_group, metric
        """,
    ),
)


def show_report(report: dict[str, Any], console: Console | None = None) -> None:
    """Print the answers, warnings and places of a published build."""
    console = console or Console(highlight=False)
    if not console.is_terminal:  # a log has no right edge, and names must not break in it
        console.width = max(console.width, _LOG_WIDTH)
    with open_published(Path(report["warehouse"])) as connection:
        for answer in ANSWERS:
            _show_answer(connection, answer, console, report["reporting_currency"])
    for title, lines in (("Warnings", report["warnings"]), ("Not available", _missing(report))):
        if lines:
            console.print(f"\n[bold]{title}[/bold]")
            for line in lines[:20]:
                console.print(f"  {line}", markup=False)
            if len(lines) > 20:
                console.print(f"  and {len(lines) - 20} more in audit.check_results")
    seconds = report["seconds"]
    steps = ", ".join(f"{name} {value:.1f}" for name, value in seconds.items())
    console.print(f"\nAs of {report['as_of_date']}, amounts in {report['reporting_currency']}.")
    console.print(f"Seconds: {steps}; together {sum(seconds.values()):.1f}.")
    console.print(f"Dashboard: {report['dashboard']}", soft_wrap=True)
    console.print(f"Data Docs: {report['data_docs']}", soft_wrap=True)
    console.print(f"[bold green]Published[/bold green] {report['warehouse']}", soft_wrap=True)


def _missing(report: dict[str, Any]) -> list[str]:
    return [f"{item['mart']}: {item['message']}" for item in report["not_available"]]


def _show_answer(
    connection: duckdb.DuckDBPyConnection, answer: Answer, console: Console, currency: str
) -> None:
    schema, name = answer.needs.split(".")
    known = connection.execute(
        "select 1 from duckdb_tables() where schema_name = ? and table_name = ?", [schema, name]
    ).fetchone()
    if not known:
        return
    cursor = connection.execute(answer.query)
    names = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    if not rows:
        console.print(f"\n[bold]{answer.question}[/bold]\n  no data; see audit.mart_readiness")
        return
    table = Table(title=answer.question, title_justify="left", title_style="bold")
    for column, value in zip(names, rows[0], strict=True):
        is_text = isinstance(value, str)
        table.add_column(
            column,
            justify="left" if is_text else "right",
            overflow="fold",
            no_wrap=column == names[0],
        )
    for row in rows:
        table.add_row(*(_shown(value) for value in row))
    console.print()
    console.print(table)


def _shown(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.4f}" if abs(value) < 10 else f"{value:,.1f}"
    if isinstance(value, int):
        return str(value) if 1900 <= value <= 2200 else f"{value:,}"
    if hasattr(value, "quantize"):
        return f"{value:,.2f}"
    return str(value)

"""The check's report on one screen, for a person who sees his data in it for the first time."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestration.check import CheckReport, MartReport
from orchestration.contract import load_contract

_MOST_PROBLEMS = 10
_MOST_FAULTS = 8
_MOST_ORPHANS = 6
_MOST_WARNINGS = 6


def show(report: CheckReport, console: Console) -> None:
    """Print the report: what is there, what is wrong, which marts come of it."""
    _show_tables(report, console)
    _show_problems(report, console)
    _show_faults(report, console)
    _show_orphans(report, console)
    _show_warnings(report, console)
    _show_marts(report, console)
    _show_verdict(report, console)


def _show_tables(report: CheckReport, console: Console) -> None:
    files = sum(table.files for table in report.tables)
    rows = sum(table.rows for table in report.tables)
    total = len(load_contract())
    console.print(
        f"[bold]What you have[/bold]  {len(report.tables)} of {total} tables, "
        f"{files:,} files, {rows:,} rows in {escape(report.source)}"
    )
    grid = Table.grid(padding=(0, 2))
    for system in dict.fromkeys(table.system for table in load_contract().values()):
        members = [t for t in report.tables if t.table.startswith(f"{system}.")]
        if members:
            newest = max((t.newest_updated_at or "" for t in members), default="")[:10]
            shown = " · ".join(f"{t.table.split('.')[1]} {t.rows:,}" for t in members)
            grid.add_row(f"  {system}", f"to {newest}" if newest else "", shown)
    console.print(grid)
    if report.as_of_date:
        console.print(
            f"  as of {report.as_of_date} (the newest change that is not after today), "
            f"amounts in {report.reporting_currency}"
        )


def _show_problems(report: CheckReport, console: Console) -> None:
    if not report.problems and not report.refusals:
        return
    count = len(report.problems) + len(report.refusals)
    console.print(f"\n[bold red]What stops a build[/bold red]  {count}")
    for problem in report.problems[:_MOST_PROBLEMS]:
        place = [part for part in (problem.table, problem.file) if part]
        place += [f"line {problem.line}"] if problem.line is not None else []
        place += [f"column {problem.column}"] if problem.column is not None else []
        console.print(f"  [bold]{escape(', '.join(place))}[/bold]")
        console.print(f"    {escape(problem.message)}")
        if problem.cure:
            console.print(f"    [green]cure:[/green] {escape(problem.cure)}")
    for refusal in report.refusals:
        console.print(f"  {escape(refusal)}")
    _show_rest(len(report.problems), _MOST_PROBLEMS, console)


def _show_faults(report: CheckReport, console: Console) -> None:
    if not report.faults:
        if report.as_of_date:
            console.print("\n[bold]Rows at fault[/bold]  none")
        return
    rejected = sum(table.rejected or 0 for table in report.tables)
    console.print(
        f"\n[bold yellow]Rows at fault[/bold yellow]  {rejected:,} would be set aside, "
        "the rest is used"
    )
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right")
    for fault in report.faults[:_MOST_FAULTS]:
        place = f"{fault.file}, row {fault.row_number}"
        place += f" (line {fault.line})" if fault.line is not None else ""
        reads = "" if fault.example is None else f", which reads {fault.example[:30]!r}"
        what = f"[bold]{escape(fault.table)}[/bold]  {escape(fault.reason)}"
        grid.add_row(f"  {fault.rows:,}", f"{what}\n[dim]first in[/dim] {escape(place + reads)}")
    console.print(grid)
    _show_rest(len(report.faults), _MOST_FAULTS, console)


def _show_orphans(report: CheckReport, console: Console) -> None:
    if not report.orphans:
        return
    console.print(
        "\n[bold]References to nothing[/bold]  rows and money stay, as `unknown` in the marts"
    )
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right")
    for orphans in report.orphans[:_MOST_ORPHANS]:
        what = f"[bold]{escape(orphans.table)}[/bold]  {orphans.column} is not in "
        place = f"{orphans.file}, row {orphans.row_number}, which reads {orphans.example[:30]!r}"
        grid.add_row(
            f"  {orphans.rows:,} of {orphans.of_rows:,}",
            f"{what}{orphans.referenced}\n[dim]first in[/dim] {escape(place)}",
        )
    console.print(grid)
    _show_rest(len(report.orphans), _MOST_ORPHANS, console)


def _show_warnings(report: CheckReport, console: Console) -> None:
    if not report.warnings:
        return
    console.print("\n[bold]What is not read[/bold]")
    for warning in report.warnings[:_MOST_WARNINGS]:
        hint = f" [green]{escape(warning.cure)}[/green]" if warning.cure else ""
        message = warning.message.removeprefix("not read: ")
        console.print(f"  {escape(warning.file or '')}: {escape(message)}{hint}")
    _show_rest(len(report.warnings), _MOST_WARNINGS, console)


def _show_rest(count: int, shown: int, console: Console) -> None:
    if count > shown:
        console.print(f"  and {count - shown} more; --json lists them all")


def _show_marts(report: CheckReport, console: Console) -> None:
    if not report.marts:
        return
    console.print("\n[bold]Which marts you would get[/bold]")
    grid = Table.grid(padding=(0, 2))
    complete = [mart.mart for mart in report.marts if mart.state == "complete"]
    if complete:
        grid.add_row("  [green]complete[/green]", ", ".join(complete))
    for mart in sorted(report.marts, key=lambda mart: mart.state == "empty"):
        if mart.state == "partly":
            grid.add_row("  [yellow]partly[/yellow]", f"[bold]{mart.mart}[/bold]")
            grid.add_row("", _missing(mart))
        elif mart.state == "empty":
            grid.add_row("  [red]empty[/red]", f"[bold]{mart.mart}[/bold]  {_missing(mart)}")
    console.print(grid)


def _missing(mart: MartReport) -> str:
    """Absent tables and their effect; of a mart without rows, what it needs."""
    if mart.state == "empty":
        return "needs " + ", or ".join(" and ".join(names) for names in mart.needs)
    lines = [f"without {tables}: {effect}" for tables, effect in mart.missing[:3]]
    if len(mart.missing) > 3:
        lines.append(f"and {len(mart.missing) - 3} more")
    return "\n".join(lines)


def _show_verdict(report: CheckReport, console: Console) -> None:
    if report.can_build:
        console.print(
            f"\n[bold green]A build would start.[/bold green]  aftersales build --raw "
            f"{escape(report.source)} --warehouse DIR"
        )
    else:
        console.print("\n[bold red]A build would be refused[/bold red] until the above is mended.")

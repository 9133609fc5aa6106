"""What `aftersales publish` says while it works and when it is done."""

from __future__ import annotations

import json
from pathlib import Path

import click

from orchestration.errors import Refusal
from orchestration.postgres import Summary, publish_to
from orchestration.warehouse import Warehouse


def run(warehouse: Path, address: str, *, every_row: bool, as_json: bool, quiet: bool) -> None:
    """Publish and tell; a `Refusal` is told as JSON too and raised on."""
    say = None if as_json or quiet else _say
    published = Warehouse.at(warehouse).published
    try:
        summary = publish_to(published, address, every_row=every_row, say=say)
    except Refusal as refusal:
        if as_json:
            report = {"status": "refused", **refusal.as_dict()}
            click.echo(json.dumps(report, ensure_ascii=False, indent=2))
        raise
    if as_json:
        report = {"status": "published", **summary.as_dict()}
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    elif not quiet:
        click.echo("\n".join(last_lines(summary)))
    if not as_json:
        for note in summary.notes:
            click.echo(f"Note: {note}", err=True)


def _say(label: str, rows: int, seconds: float) -> None:
    click.echo(f"  {label:<42} {rows:>12,} rows {seconds:>8.2f} s")


def last_lines(summary: Summary) -> list[str]:
    """The result for people: rows, seconds, and what was special about this night."""
    rate = summary.rows_copied / summary.seconds if summary.seconds else 0
    lines = [
        f"Build {summary.build_id} is at {summary.to}: {summary.relations} relations,"
        f" {summary.rows:,} rows.",
        f"Copied {len(summary.copied)} relations, {summary.rows_copied:,} rows, in"
        f" {summary.seconds:.1f} s ({rate:,.0f} rows a second);"
        f" {len(summary.unchanged)} were unchanged.",
    ]
    if summary.reshaped:
        lines.append(f"New shape: {', '.join(summary.reshaped)}.")
    if summary.removed:
        lines.append(f"Removed: {', '.join(summary.removed)}.")
    return lines

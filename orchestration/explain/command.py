"""`aftersales explain`: ask, prove, print; the exit status says whether the figure adds up."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console

from orchestration.errors import Refusal
from orchestration.explain.figure import explain, read_page
from orchestration.explain.files import as_json as to_json
from orchestration.explain.files import write_csv
from orchestration.explain.request import read_question
from orchestration.explain.screen import show
from orchestration.warehouse import Warehouse, open_published


def run_explain(
    metric: str,
    warehouse: Path,
    *,
    where: tuple[str, ...] = (),
    period: str,
    lang: str = "en",
    limit: int = 20,
    page: int = 1,
    out: Path | None = None,
    as_json: bool = False,
    console: Console | None = None,
) -> int:
    """Explain one figure; returns 0 when its rows add up to it, else 1.

    What cannot be answered is told on standard error, with `as_json` as JSON on standard output.
    """
    # a pipe or a file has no width of its own
    wide = None if sys.stdout.isatty() else 140
    console = console or Console(highlight=False, width=wide)
    try:
        published = Warehouse.at(warehouse).published
        if not published.exists():
            raise Refusal(
                f"There is no published warehouse in {warehouse}.",
                cure="name its folder with --warehouse, or run aftersales build.",
            )
        with open_published(published) as connection:
            question = read_question(connection, metric, where, period)
            explanation = explain(connection, question)
            rows = read_page(connection, explanation, limit, page)
            if as_json:
                click.echo(
                    json.dumps(
                        to_json(explanation, rows, limit, page), ensure_ascii=False, indent=2
                    )
                )
            else:
                show(connection, explanation, rows, console, lang, limit, page)
            if out:
                count = write_csv(connection, explanation, out, lang)
                click.echo(f"{count:,} rows in {out}", err=as_json)
    except Refusal as refusal:
        if as_json:
            click.echo(json.dumps({"error": refusal.as_dict()}, ensure_ascii=False, indent=2))
        click.echo(str(refusal), err=True)
        return 1
    if not explanation.agrees:
        click.echo(
            f"{question.metric['metric']} of {question.scope}, {question.label}: the rows do NOT "
            "add up to the dashboard's figure. Report this build to its owner.",
            err=True,
        )
    return 0 if explanation.agrees else 1

"""The command line: `aftersales check | build | explain | report`; `aftersales -h` lists all."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from orchestration.errors import Refusal
from orchestration.progress import Progress

_DATE = click.DateTime(formats=["%Y-%m-%d"])


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="aftersales")
def cli() -> None:
    """After-sales marts from a company's raw tables: checked, published whole or not at all."""


@cli.command()
@click.option("--raw", required=True, help="Folder, .duckdb or .sqlite file with the raw tables.")
@click.option("--warehouse", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--as-of", type=_DATE, help="Build the state of this day (YYYY-MM-DD).")
@click.option("--full-refresh", is_flag=True, help="Read every file anew, reuse nothing.")
@click.option("--select", multiple=True, metavar="MODEL", help="Build only these models and what "
              "they rest on; the others are carried over.")  # fmt: skip
@click.option("--allow-missing", multiple=True, metavar="TABLE", help="A table (system.table) that "
              "the last build had may be gone or shrink.")  # fmt: skip
@click.option("--reporting-currency", metavar="CODE", help="ISO 4217 code of every *_amount.")
@click.option("--timezone", "default_timezone", default="UTC", show_default=True,
              help="Time zone of events whose region has none.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Result as JSON on standard output, progress "
              "as JSON lines on standard error.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="Say nothing but faults.")
def build(
    raw: str, warehouse: Path, as_of: datetime | None, as_json: bool, quiet: bool, **chosen: Any
) -> None:
    """Run the nightly once, here and now; exit 0 only when it was published."""
    logging.getLogger("aftersales.notice").propagate = False
    logging.getLogger("aftersales.notice").addHandler(logging.NullHandler())
    from orchestration import build as builder
    from orchestration.nightly import BuildOptions
    from orchestration.warehouse import Warehouse

    progress = Progress("json" if as_json else "quiet" if quiet else "rich")
    options = BuildOptions(
        raw=raw if "://" in raw else str(Path(raw).expanduser().resolve()),
        warehouse=Warehouse.at(warehouse),
        as_of=as_of.date() if as_of else None,
        **chosen,
    )
    try:
        nightly = builder.run_build(options, progress)
    except Refusal as refusal:
        if as_json:
            click.echo(json.dumps(builder.refusal_report(refusal), ensure_ascii=False, indent=2))
        said = "Published, but: " if refusal.comes_after_publication else "Not published. "
        click.echo(f"{said}{refusal}", err=True)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps(builder.report(nightly), ensure_ascii=False, indent=2))
    elif not quiet:
        from orchestration.answers import show_report

        show_report(builder.report(nightly))


@cli.command()
@click.option("--raw", required=True, help="Folder, .duckdb or .sqlite file with the raw tables.")
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON.")
def check(raw: str, as_json: bool) -> None:
    """Say what a raw source has, what is wrong with it, and which marts it gives."""
    from orchestration.check import run_check

    sys.exit(run_check(raw, as_json=as_json))


@cli.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--units", default=20_000, show_default=True, help="Units sold over all years.")
@click.option("--years", default=5, show_default=True, help="Years of history, 1 to 10.")
@click.option("--seed", default=1, show_default=True, help="The same seed, the same company.")
@click.option("--format", "fmt", type=click.Choice(["parquet", "csv"]), default="parquet",
              show_default=True)  # fmt: skip
@click.option("--dirty", default=0.0, show_default=True, help="Share of rows to soil, 0 to 0.05.")
@click.option("--as-of", type=_DATE, help="Last day of the simulation.")
@click.option("--no-defect", "defect", flag_value=False, default=True,
              help="The same company without the planted defective lot.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="Say nothing but faults.")
def simulate(out: Path, as_of: datetime | None, quiet: bool, **chosen: Any) -> None:
    """Write a made-up company's raw tables to OUT/raw and what was planted to OUT/truth."""
    from simulator import simulate as run

    dated = {"as_of": as_of.date()} if as_of else {}
    say = None if quiet else _simulation_progress
    try:
        result = run(out, progress=say, **dated, **chosen)
    except (ValueError, FileExistsError) as error:
        raise click.ClickException(str(error)) from error
    if not quiet:
        click.echo(
            f"{result.total_rows:,} rows in {len(result.rows)} tables in {result.seconds:.1f} s; "
            f"raw tables in {result.raw}, what was planted in {result.truth}"
        )


def _simulation_progress(step: str, done: int, total: int) -> None:
    if done == total or done % 5 == 0:
        click.echo(f"  {step}: {done} of {total}")


@cli.command()
@click.option("--warehouse", envvar="AFTERSALES_WAREHOUSE", default="warehouse", show_default=True,
              type=click.Path(file_okay=False, path_type=Path))  # fmt: skip
@click.option("--to", "address", envvar="AFTERSALES_POSTGRES", required=True, show_envvar=True,
              metavar="postgresql://USER:PASSWORD@HOST:PORT/DATABASE",
              help="The database; a password may also come from PGPASSWORD.")  # fmt: skip
@click.option("--every-row", is_flag=True, help="Copy relations too whose rows did not change.")
@click.option("--json", "as_json", is_flag=True, help="Result as JSON on standard output.")
@click.option("--quiet", is_flag=True, help="Say nothing but faults.")
def publish(warehouse: Path, address: str, every_row: bool, as_json: bool, quiet: bool) -> None:
    """Copy the published marts, core and audit to PostgreSQL, whole or not at all."""
    from orchestration.postgres import screen

    screen.run(warehouse, address, every_row=every_row, as_json=as_json, quiet=quiet)


@cli.command()
@click.option("--warehouse", envvar="AFTERSALES_WAREHOUSE", default="warehouse", show_default=True,
              type=click.Path(file_okay=False, path_type=Path))  # fmt: skip
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--format", "fmt", type=click.Choice(["parquet", "csv", "xlsx"]), required=True)
@click.option("--relation", "relations", multiple=True, metavar="SCHEMA.NAME",
              help="Only this relation (may be repeated); default: every mart.")  # fmt: skip
@click.option("--bom/--no-bom", default=True, show_default=True, help="Byte order mark before CSV: "
              "Excel needs it for Chinese, some programs dislike it.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Result as JSON on standard output.")
@click.option("--quiet", is_flag=True, help="Say nothing but faults.")
def export(warehouse: Path, out: Path, fmt: str, relations: tuple[str, ...], bom: bool,
           as_json: bool, quiet: bool) -> None:  # fmt: skip
    """Write the published marts as files: Parquet, CSV, or one Excel workbook."""
    from orchestration.export import export_to
    from orchestration.warehouse import Warehouse

    published = Warehouse.at(warehouse).published
    out = out.expanduser().resolve()
    summary = export_to(published, out, fmt, relations, with_bom=bom)
    if as_json:
        click.echo(json.dumps(summary.as_dict(), ensure_ascii=False, indent=2))
    elif not quiet:
        click.echo(f"{summary.rows:,} rows of {len(summary.relations)} relations in "
                   f"{len(summary.files)} files in {summary.out}, "
                   f"{summary.seconds:.1f} s")  # fmt: skip


@cli.command()
@click.option("--raw", envvar="AFTERSALES_RAW", default="raw", show_default=True)
@click.option("--warehouse", envvar="AFTERSALES_WAREHOUSE", default="warehouse", show_default=True,
              type=click.Path(file_okay=False, path_type=Path))  # fmt: skip
@click.option("--port", default=3000, show_default=True)
def serve(raw: str, warehouse: Path, port: int) -> None:
    """Show Dagster on 127.0.0.1: web server and daemon, with the nightly schedule."""
    from orchestration.serve import run_server

    sys.exit(run_server(raw, warehouse, port))


@cli.command()
@click.option("--warehouse", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--quiet", is_flag=True, help="Say nothing but faults.")
def dashboard(warehouse: Path, out: Path, quiet: bool) -> None:
    """Write the published marts as a static site, English and Chinese, to the folder OUT."""
    from dashboard.site import write_site
    from orchestration.warehouse import Warehouse

    summary = write_site(Warehouse.at(warehouse).published, out)
    if not quiet:
        megabytes = summary.bytes / 1e6
        click.echo(f"{summary.pages} pages, {megabytes:.1f} MB in {summary.seconds:.1f} s")
        click.echo(f"Open {out.resolve() / 'index.html'}")


@cli.command()
@click.argument("metric")
@click.option("--warehouse", envvar="AFTERSALES_WAREHOUSE", default="warehouse", show_default=True,
              type=click.Path(file_okay=False, path_type=Path))  # fmt: skip
@click.option("--where", multiple=True, metavar="FILTER=VALUE",
              help="product_line=NAME or region=ID; left out: the company.")  # fmt: skip
@click.option("--period", required=True, metavar="PERIOD", help="2026-03, 2026Q1 or 2026.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True,
              help="Rows on a page.")  # fmt: skip
@click.option("--page", type=click.IntRange(min=1), default=1, show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path),
              help="Write all rows to this CSV file.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Result as JSON on standard output.")
def explain(metric: str, warehouse: Path, **chosen: Any) -> None:
    """Show the rows that make up a figure of the dashboard; exit 0 only when they add up to it."""
    from orchestration.explain.command import run_explain

    sys.exit(run_explain(metric, warehouse, **chosen))


@cli.command()
@click.option("--warehouse", envvar="AFTERSALES_WAREHOUSE", default="warehouse", show_default=True,
              type=click.Path(file_okay=False, path_type=Path))  # fmt: skip
@click.option("--quarter", required=True, metavar="QUARTER", help="2026Q3")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path),
              help="Folder for the pages; default: the warehouse's own reports.")  # fmt: skip
@click.option("--draft", is_flag=True, help="Show today's figures and publish nothing.")
@click.option("--quiet", is_flag=True, help="Say nothing but faults.")
def report(warehouse: Path, quiet: bool, **chosen: Any) -> None:
    """Publish the value report of a quarter, once; later runs show what was restated since."""
    from dashboard.report_command import run_report

    for told in run_report(warehouse, **chosen):
        if not quiet:
            click.echo(told)


def main() -> None:
    """Entry point: faults that a person can mend are told without a traceback, exit 1."""
    try:
        cli(standalone_mode=False)
    except Refusal as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo(f"Stopped at {datetime.now(UTC):%H:%M:%S} UTC; nothing was published.", err=True)
        sys.exit(130)


if __name__ == "__main__":
    main()

"""What a raw source has, what is wrong with it, and which marts it would give; changes nothing."""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from orchestration.check_references import Orphans, find_orphans
from orchestration.contract import PROJECT_DIR, Table, load_contract
from orchestration.dbt_run import DbtChild, prepare_manifest
from orchestration.errors import Refusal
from orchestration.gate_rules import refuse_too_many_rejects
from orchestration.landing import Landing, LandingError, Problem, land_sound_files
from orchestration.raw_views import register_raw
from orchestration.settings import resolve_settings, write_build_tables

REQUIREMENTS_FILE = PROJECT_DIR / "seeds" / "mart_requirements.csv"
# The file's stem is the catalogue's name in every compiled relation.
_BUILD_FILE_NAME = "aftersales_build.duckdb"


@dataclass(frozen=True)
class TableReport:
    """One delivered table; row counts by state are null when the gate could not run."""

    table: str
    files: int
    rows: int
    newest_updated_at: str | None = None
    accepted: int | None = None
    rejected: int | None = None
    duplicate: int | None = None
    deleted: int | None = None
    after_as_of: int | None = None


@dataclass(frozen=True)
class RowFault:
    """One reason of rejection in one table, how often it holds, and where it is met first."""

    table: str
    reason: str
    column: str | None
    rows: int
    file: str | None
    row_number: int | None
    line: int | None
    example: str | None


@dataclass(frozen=True)
class MartReport:
    """One mart: `complete`, `partly` or `empty`.

    `missing` pairs absent tables with the effect; `needs` lists sets of tables of which one set
    must be whole for the mart to bear rows.
    """

    mart: str
    state: str
    missing: list[tuple[str, str]]
    needs: list[list[str]]


@dataclass
class CheckReport:
    """Outcome of a check; a build would start when `can_build`."""

    source: str
    as_of_date: date | None = None
    reporting_currency: str | None = None
    tables: list[TableReport] = field(default_factory=list)
    absent_tables: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    orphans: list[Orphans] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    marts: list[MartReport] = field(default_factory=list)

    @property
    def can_build(self) -> bool:
        """Whether a build of this source would get past the gate."""
        return bool(self.tables) and not self.problems and not self.refusals

    def as_json(self) -> str:
        """The whole report as one JSON document; dates in ISO form."""
        document = {"can_build": self.can_build, **asdict(self)}
        return json.dumps(document, ensure_ascii=False, indent=2, default=str)


def run_check(source: str, *, as_json: bool = False) -> int:
    """Check a raw source and print the report; returns 0 when a build would start, else 1."""
    from rich.console import Console

    from orchestration.check_screen import show

    if as_json:
        report = examine(source)
        print(report.as_json())
    else:
        with Console(stderr=True).status("reading") as status:
            report = examine(source, progress=status.update)
        show(report, Console(file=sys.stdout, highlight=False))
    return 0 if report.can_build else 1


def examine(source: str, *, progress: Callable[[str], None] | None = None) -> CheckReport:
    """Hold a raw source against the contract, by the build's own landing and gate.

    Works in a temporary directory; the source is only read. Broken files are left out, so that
    the rest is examined too. Never raises for what is wrong with the source.
    """
    say = progress or (lambda message: None)
    report = CheckReport(source)
    with tempfile.TemporaryDirectory(prefix="aftersales-check-") as scratch:
        work = Path(scratch)
        try:
            landing, problems = land_sound_files(source, work / "snapshot", progress=say)
        except LandingError as error:
            report.problems = error.problems
            return report
        report.problems = problems
        report.warnings = landing.warnings
        landed = {name: table for name, table in landing.tables.items() if table.is_delivered}
        report.tables = [TableReport(n, len(t.files), t.rows) for n, t in landed.items()]
        report.absent_tables = [name for name in landing.tables if name not in landed]
        report.marts = ready_marts(set(landed))
        try:
            _run_gate(report, landing, work, say)
        except LandingError as error:
            report.problems = [*report.problems, *error.problems]
    return report


def ready_marts(delivered: set[str], on: date | None = None) -> list[MartReport]:
    """What each mart would be with these tables, by the requirements in force on a day."""
    rules: dict[str, dict[tuple[str, str], list[dict[str, str]]]] = {}
    with REQUIREMENTS_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if on is None or date.fromisoformat(row["valid_from"]) <= on:
                groups = rules.setdefault(row["mart"], {})
                groups.setdefault((row["requirement"], row["requirement_group"]), []).append(row)
    return [_ready_mart(mart, groups, delivered) for mart, groups in rules.items()]


def _ready_mart(
    mart: str, groups: dict[tuple[str, str], list[dict[str, str]]], delivered: set[str]
) -> MartReport:
    has_rows = False
    needs = []
    missing: dict[str, list[str]] = {}
    for (requirement, _), rows in groups.items():
        names = [f"{row['system']}.{row['table_name']}" for row in rows]
        needs += [names] if requirement == "needs" else []
        lacking = [row for row in rows if f"{row['system']}.{row['table_name']}" not in delivered]
        if requirement == "always" or (requirement == "needs" and not lacking):
            has_rows = True
        elif requirement == "needs" or len(lacking) == len(rows):
            for row in lacking:
                name = f"{row['system']}.{row['table_name']}"
                missing.setdefault(row["effect"], []).append(name)
    state = "empty" if not has_rows else "partly" if missing else "complete"
    pairs = [(" or ".join(names), effect) for effect, names in missing.items()]
    return MartReport(mart, state, pairs, needs)


def _run_gate(
    report: CheckReport, landing: Landing, work: Path, say: Callable[[str], None]
) -> None:
    """Run the build's gate on the snapshot and add what it says; raises `LandingError`."""
    if not report.tables:
        return
    settings = resolve_settings(
        landing,
        as_of=None,
        reporting_currency=None,
        build_id="check",
        started_at=datetime.now(UTC),
    )
    report.as_of_date = settings.as_of_date
    report.reporting_currency = settings.reporting_currency
    write_build_tables(work / "snapshot", settings, landing)
    build_file = work / _BUILD_FILE_NAME
    register_raw(build_file, work / "snapshot")
    names = [table.table for table in report.tables]
    say("running the gate")
    _run_dbt(names, work, build_file)
    with duckdb.connect(str(build_file), read_only=True) as connection:
        contract = load_contract()
        report.tables = [_count(connection, table) for table in report.tables]
        faults = [fault for name in names for fault in _faults(connection, contract[name])]
        report.faults = sorted(faults, key=lambda fault: (-fault.rows, fault.table, fault.reason))
        report.orphans = find_orphans(connection, names)
        try:
            refuse_too_many_rejects(connection, names, settings.as_of_date)
        except Refusal as refusal:
            report.refusals = refusal.details


def _run_dbt(names: list[str], work: Path, build_file: Path) -> None:
    prepare_manifest()
    models = [f"+base_{name.replace('.', '__')}" for name in names]
    with DbtChild(work / "target", build_file) as child:
        arguments = ["build", "--select", *models, "+stg_planning__assumptions", "assumptions"]
        arguments += ["--exclude", "resource_type:test", "resource_type:unit_test"]
        events = list(child.invoke(arguments))
        if not child.success:
            said = [e["info"]["msg"] for e in events if e["info"]["level"] == "error"]
            raise Refusal("The gate did not run.", said or [child.error], stage="gate")


def _count(connection: duckdb.DuckDBPyConnection, report: TableReport) -> TableReport:
    newest, *counts = connection.execute(
        f"""
        select
            max(updated_at),
            count_if(row_state = 'accepted'),
            count_if(row_state = 'rejected'),
            count_if(row_state = 'duplicate'),
            count_if(row_state = 'deleted'),
            count_if(row_state = 'after_as_of')
        from gate.base_{report.table.replace(".", "__")}
        """
    ).fetchone()
    shown = newest.isoformat(sep=" ", timespec="seconds") if newest else None
    return TableReport(report.table, report.files, report.rows, shown, *counts)


def _faults(connection: duckdb.DuckDBPyConnection, table: Table) -> list[RowFault]:
    rows = connection.execute(
        f"""
        with reasons as (
            select unnest(string_split(reject_reasons, '; ')) as reason, *
            from gate.base_{table.system}__{table.name}
            where row_state = 'rejected'
        )
        select
            reason,
            count(*),
            arg_min(
                {{'file': _file, 'row': _row_number, 'line': _line, 'raw': raw_row}},
                {{'file': _file, 'row': _row_number}}
            )
        from reasons
        group by reason
        """
    ).fetchall()
    masked = {column.name for column in table.columns if column.pii}
    faults = []
    for reason, count, first in rows:
        kind, _, what = reason.partition(":")
        is_column = kind not in ("missing_parent", "missing_rate")
        column = what if what and is_column else ",".join(table.key) if "key" in kind else None
        example = None if column is None or column in masked else _value(first["raw"], column)
        place = (first["file"], first["row"], first["line"])
        faults.append(RowFault(table.full_name, reason, column, count, *place, example))
    return faults


def _value(raw_row: str | None, columns: str) -> str | None:
    """What a rejected row bears in the columns of its fault, as delivered."""
    try:
        row = json.loads(raw_row or "{}")
    except ValueError:
        return None
    values = [str(row[name]) for name in columns.split(",") if row.get(name) is not None]
    return ", ".join(values) or None

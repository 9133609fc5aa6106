"""One nightly run, step by step; Dagster's assets and the command line drive the same object."""

from __future__ import annotations

import shutil
import traceback
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration import check_results, expectations, gate_rules, profiles, publish, validation
from orchestration.check_results import CheckResult
from orchestration.dbt_run import DbtChild, prepare_manifest
from orchestration.errors import Refusal
from orchestration.manifest import Manifest
from orchestration.progress import Progress
from orchestration.warehouse import Warehouse, exclusive, new_build_id

GATE = ["+path:models/gate", "resource_type:seed", "+stg_planning__assumptions"]
# No publication goes without its own build_info, however few models were asked for.
ALWAYS = ("build_info",)
# Cautious: a test runs with the part that has all its models; unit tests are for `make test`.
_BUILD = ["build", "--exclude-resource-type", "unit_test", "--indirect-selection", "cautious"]


def with_parents(select: tuple[str, ...]) -> list[str]:
    """Selectors of dbt for what was asked for, what every build has, and all they rest on."""
    return [f"+{selector}" for selector in (*select, *ALWAYS)]


@dataclass(frozen=True)
class BuildOptions:
    """What the caller of a build chose; `as_of` None means the newest change delivered."""

    raw: str
    warehouse: Warehouse
    as_of: date | None = None
    reporting_currency: str | None = None
    default_timezone: str = "UTC"
    full_refresh: bool = False
    select: tuple[str, ...] = ()
    allow_missing: tuple[str, ...] = ()


@dataclass
class Nightly:
    """The state of one build. Call the steps in order: begin, land, models, check, publish, end.

    Every step raises `Refusal` for what a person can mend. `refusal` keeps the last one.
    """

    options: BuildOptions
    progress: Progress
    build_id: str = field(default_factory=new_build_id)
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    tables: list[str] = field(default_factory=list)
    results: list[CheckResult] = field(default_factory=list)
    published: list[publish.PublishedRelation] = field(default_factory=list)
    settings: object | None = None
    landing: object | None = None
    refusal: Refusal | None = None
    reject_limit: float = 0.05
    warnings: list[str] = field(default_factory=list)
    manifest: Manifest | None = None
    _stack: ExitStack = field(default_factory=ExitStack)
    _is_begun: bool = False
    _is_checked: bool = False

    @property
    def place(self) -> Warehouse:
        """The warehouse that is built."""
        return self.options.warehouse

    def begin(self) -> None:
        """Take the warehouse, clear what killed builds left, see to the manifest; once only."""
        if self._is_begun:
            return
        with ExitStack() as held:
            held.enter_context(exclusive(self.place, self.build_id))
            with self.progress.step("prepare", f"build {self.build_id}: reading the models"):
                self.place.remove_leftovers()
                profiles.keep_history(self.place.published, self.place.history_dir)
                prepare_manifest()
                self.manifest = Manifest.load()
            self._stack = held.pop_all()
        self._is_begun = True

    def end(self) -> None:
        """Let go of the warehouse; safe to call at any time."""
        self._stack.close()
        self._is_begun = False

    def land(self) -> None:
        """Bring the raw source into the snapshot and register it in a fresh build file."""
        with self.progress.step("landing", f"reading {self.options.raw}"):
            if self.options.full_refresh:
                shutil.rmtree(self.place.snapshot_dir, ignore_errors=True)
            _land(self)
            before = profiles.tables_delivered(self.place.published)
            gate_rules.refuse_vanished(set(self.tables), before, self.options.allow_missing)

    def build_models(self) -> Iterator[dict]:
        """Run dbt over the gate, judge it, then over the rest; yields dbt's log events.

        The second part is what the options select, with all that it rests on.
        """
        self.place.target_dir.mkdir(parents=True, exist_ok=True)
        with DbtChild(self.place.target_dir, self.place.build_file) as child:
            with self.progress.step("gate", f"typing and checking {len(self.tables)} tables"):
                yield from self._invoke(child, "gate", ["--select", *GATE])
                self._judge_gate()
            with self.progress.step("models", "building and testing the models"):
                asked = self.options.select
                chosen = ["--select", *with_parents(asked)] if asked else []
                events = self._invoke(child, "models", [*chosen, "--exclude", *GATE])
                for number, event in enumerate(events):
                    if number == 0:
                        # Its import takes seconds, and dbt is at work in its own process; not in
                        # a thread, where it would meet other imports half done.
                        validation.load_tool()
                    yield event

    def _invoke(self, child: DbtChild, part: str, selection: list[str]) -> Iterator[dict]:
        target = self.place.target_dir / part
        refresh = ["--full-refresh"] if self.options.full_refresh else []
        for event in child.invoke([*_BUILD, *refresh, *selection], target_dir=target):
            node = event.get("data", {}).get("node_info", {})
            if node.get("node_finished_at"):
                self.progress.node(node.get("node_name", ""), node.get("node_status", ""))
            yield event
        run_results = target / "run_results.json"
        found = check_results.dbt_results(run_results, self.manifest)
        self.results += found
        stops = check_results.model_faults(run_results, self.manifest)
        stops += [result for result in found if result.stops]
        if stops:
            self._refuse_checks("dbt found what must not be published.", stops, part)
        if not child.success:
            raise Refusal("dbt could not run.", [child.error], stage=part)

    def _judge_gate(self) -> None:
        with duckdb.connect(str(self.place.build_file), read_only=True) as connection:
            self.reject_limit = gate_rules.refuse_too_many_rejects(
                connection, self.tables, self.settings.as_of_date
            )

    def check(self) -> list[validation.Outcome]:
        """Profile what arrived, hold it and the headline marts to the expectations, keep results.

        Returns every outcome; raises nothing for a failed one (see `refuse_failed`).
        """
        with self.progress.step("checks", "comparing the delivery and the marts with expectations"):
            with duckdb.connect(str(self.place.build_file)) as connection:
                profiles.write_profiles(
                    connection, self.tables, self.build_id, self.place.history_dir
                )
                suites = expectations.delivery_suites(
                    connection,
                    self.settings.as_of_date,
                    self.reject_limit,
                    self.options.allow_missing,
                )
                suites += expectations.mart_suites(connection)
            outcomes = validation.validate(suites, self.build_id, self.place.docs_dir)
            self.results += check_results.expectation_results(outcomes, self.manifest)
            self._store_results()
        for result in self.results:
            if result.status == "warn":
                self.warn(result.line())
        self._is_checked = not any(result.stops for result in self.results)
        return outcomes

    def refuse_failed(self) -> None:
        """Raise `Refusal` when a check of severity error failed."""
        stops = [result for result in self.results if result.stops]
        if stops:
            self._refuse_checks("A check of severity error failed.", stops, "checks")

    def warn(self, message: str) -> None:
        """Show a finding that does not stop the build, and keep it for the report."""
        self.warnings.append(message)
        self.progress.warn(message)

    def unexpected(self, error: Exception) -> Refusal:
        """A fault of the project itself: the traceback goes to a file, the message to people."""
        log = self.place.build_dir / "error.log"
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        told = Refusal(
            "The build met a fault of its own.",
            [f"{type(error).__name__}: {error}"],
            cure=f"report it with {log}; what was published is untouched.",
            stage="build",
        )
        self.refusal = self.refusal or told
        return told

    def _refuse_checks(self, title: str, stops: list[CheckResult], stage: str) -> None:
        if not self._is_checked and stage != "checks":
            self._store_results()
        marts = sorted({mart for result in stops for mart in result.marts})
        raise Refusal(
            title,
            [result.line() for result in stops],
            cure=f"see {self.place.target_dir / stage / 'dbt.log'}"
            if stage != "checks"
            else f"see {self.place.docs_dir / 'index.html'}",
            stage=stage,
            marts=marts,
        )

    def _store_results(self) -> None:
        with duckdb.connect(str(self.place.build_file)) as connection:
            check_results.write_check_results(connection, self.results, self.build_id)

    def publish(self) -> None:
        """Write the publication aside and swap it in; then keep the profile for later builds."""
        if not self._is_checked:
            raise Refusal("The build has not passed its checks.", stage="publication")
        with self.progress.step("publication", f"writing {self.place.published}"):
            relations = publish.write_publication(
                self.place, self.build_id, self.manifest, carry_over=bool(self.options.select)
            )
            self.progress.note("swapping the new warehouse in", step="swap")
            publish.swap(self.place, self.build_id)
            self.published = relations
            profiles.keep_history(self.place.published, self.place.history_dir)

    def write_dashboard(self) -> Any:
        """Write the static site of what was published; returns its summary."""
        from dashboard.site import write_site

        with self.progress.step("dashboard", f"writing {self.place.dashboard_dir}"):
            return write_site(self.place.published, self.place.dashboard_dir)

    def send_to_postgres(self, address: str) -> Any:
        """Copy what was published to the PostgreSQL database at `address`; returns its summary."""
        from orchestration.postgres import publish_to

        with self.progress.step("postgresql", "copying the publication to PostgreSQL"):
            sent = publish_to(self.place.published, address)
        for note in sent.notes:
            self.warn(note)
        return sent


def _land(nightly: Nightly) -> None:
    """Landing's part, apart so that a test can put another in its place."""
    from orchestration.frozen_reports import gather
    from orchestration.landing import LandingError, land
    from orchestration.raw_views import register_raw
    from orchestration.settings import resolve_settings, write_build_tables

    options, place = nightly.options, nightly.place
    try:
        nightly.landing = land(options.raw, place.snapshot_dir, progress=nightly.progress.detail)
        nightly.settings = resolve_settings(
            nightly.landing,
            as_of=options.as_of,
            reporting_currency=options.reporting_currency,
            default_timezone=options.default_timezone,
            build_id=nightly.build_id,
            started_at=nightly.started_at,
        )
        published, altered = gather(place.reports_dir)
        write_build_tables(place.snapshot_dir, nightly.settings, nightly.landing, published)
        register_raw(place.build_file, place.snapshot_dir)
    except LandingError as error:
        raise Refusal(
            "The raw source cannot be read as it is; nothing was published.",
            [str(problem) for problem in error.problems],
            stage="landing",
        ) from error
    for warning in [*nightly.landing.warnings, *altered]:
        nightly.warn(str(warning))
    nightly.tables = [n for n, table in nightly.landing.tables.items() if table.is_delivered]
    rows = sum(table.rows for table in nightly.landing.tables.values())
    nightly.progress.note(
        f"{rows:,} rows in {len(nightly.tables)} of {len(nightly.landing.tables)} tables, "
        f"as of {nightly.settings.as_of_date}, in {nightly.settings.reporting_currency}"
    )


def options_from(
    raw: str, warehouse: str | Path, as_of: str | None = None, **others: object
) -> BuildOptions:
    """Options from plain text, as environment and configuration hold them."""
    day = date.fromisoformat(as_of) if as_of else None
    return BuildOptions(raw=raw, warehouse=Warehouse.at(warehouse), as_of=day, **others)

"""Does the early warning find a planted defect, and how often does it cry wolf?

    python benchmarks/early_warning.py [--companies 10] [--units 24000] [--years 4] [--replayed 20]

Simulates companies of different seeds, each with the defective lot and without it, and builds
`emerging_issues` and `issue_commonality` from their raw rows. With the defect it prints whether an
alarm of the planted mode was raised, the days from the fifth failed unit to the first alarm, and
the ranks of lot, cold and software among what the cases share; without it the false alarms a year.
The days around the first company's alarm are replayed, to show that nothing is hindsight.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: E402
from dbt.cli.main import dbtRunner  # noqa: E402

from orchestration.frozen_reports import gather  # noqa: E402
from orchestration.landing import land  # noqa: E402
from orchestration.raw_views import register_raw  # noqa: E402
from orchestration.settings import resolve_settings, write_build_tables  # noqa: E402
from simulator import simulate  # noqa: E402

# what the two marts read; the rest of a company would only be landed and thrown away
TABLES = [
    "warranty/products", "warranty/units", "warranty/unit_components", "warranty/claims",
    "telemetry/software_installs", "telemetry/usage_daily", "crm/sales", "crm/sale_adjustments",
    "service/regions", "service/service_centers", "finance/exchange_rates",
]  # fmt: skip
KINDS = {"component_lot": "lot", "temperature_band": "cold", "software_version": "software"}


@dataclass(frozen=True)
class Finding:
    """What the alarms of the planted mode tell: days and ranks are None where nothing was found.

    `ranks` are those of the planted values among all that every case bears; `places` those of their
    attributes, so that lots nested in the same weeks of production count once.
    """

    failed_units: int
    fifth_failure_on: date | None
    first_alarm_on: dict[str, date]
    alarm_id: str | None
    cases: int
    ranks: dict[str, int | None]
    places: dict[str, int | None]

    @property
    def delay_days(self) -> int | None:
        """Days from the fifth failed unit to the first alarm of a rule; negative is earlier."""
        if not self.first_alarm_on or self.fifth_failure_on is None:
            return None
        return (min(self.first_alarm_on.values()) - self.fifth_failure_on).days

    @property
    def is_explained(self) -> bool:
        """Whether lot, cold and software are the first three attributes that the cases share."""
        return all(place is not None and place <= 3 for place in self.places.values())


@dataclass(frozen=True)
class FalseAlarms:
    """Alarms by rule in a company without a defect, and the years in which a rate was known."""

    alarms: dict[str, int]
    years: float


@contextmanager
def built(
    raw: Path, folder: Path, runner: dbtRunner, as_of: date | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build of the two marts from a raw folder as of a day, open for reading."""
    landing = land(str(raw), folder / "snapshot")
    settings = resolve_settings(
        landing, as_of=as_of, reporting_currency=None, build_id="benchmark",
        started_at=datetime(2026, 11, 22, tzinfo=UTC),
    )  # fmt: skip
    reports = gather(folder / "reports")[0]
    write_build_tables(folder / "snapshot", settings, landing, reports)
    build_file = folder / "build" / "aftersales_build.duckdb"
    build_file.parent.mkdir(parents=True)
    os.environ["AFTERSALES_BUILD_FILE"] = str(build_file)
    register_raw(build_file, folder / "snapshot")
    chosen = ["--exclude-resource-type", "unit_test", "--exclude", "resource_type:test"]
    result = runner.invoke(
        ["build", "--select", "+issue_commonality", *chosen, *places(folder / "target")]
    )
    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
    DuckDBConnectionManager.close_all_connections()
    if not result.success:
        raise RuntimeError(f"the build of {raw} failed: {result.exception or result.result}")
    with duckdb.connect(str(build_file), read_only=True) as connection:
        yield connection


def places(target: Path) -> list[str]:
    """Arguments that tell dbt its project and where its artifacts go."""
    return [
        *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
        *("--target-path", str(target), "--log-path", str(target), "--quiet"),
    ]


def prepared_runner(target: Path) -> dbtRunner:
    """A dbt runner that holds the parsed project."""
    parsed = dbtRunner().invoke(["parse", *places(target)])
    if not parsed.success:
        raise RuntimeError(f"the project does not parse: {parsed.exception}")
    return dbtRunner(manifest=parsed.result)


def company(folder: Path, *, units: int, years: int, seed: int, defect: bool) -> tuple[Path, dict]:
    """A simulated company's raw folder, only the tables that count, and its planted truth."""
    result = simulate(folder, units=units, years=years, seed=seed, defect=defect, workers=1)
    raw = folder / "few"
    for name in TABLES:
        if (result.raw / name).exists():
            shutil.copytree(result.raw / name, raw / name)
    shutil.rmtree(result.raw)
    return raw, json.loads((result.truth / "summary.json").read_text(encoding="utf-8"))


def find_defect(connection: duckdb.DuckDBPyConnection, planted: dict) -> Finding:
    """The alarms of the planted mode; ranks are those of the alarm with most cases."""
    mode = planted["failure_mode"]
    failures = connection.execute(
        "select min(failed_on) from intermediate.int_claim_versions_known where failure_mode = ?"
        " group by unit_id order by 1",
        [mode],
    ).fetchall()
    first = dict(
        connection.execute(
            "select rule, min(first_alarm_on) from marts.emerging_issues where failure_mode = ?"
            " group by rule",
            [mode],
        ).fetchall()
    )
    largest = connection.execute(
        "select alarm_id, distinct_units from marts.emerging_issues where failure_mode = ?"
        " order by distinct_units desc, first_alarm_on, alarm_id limit 1",
        [mode],
    ).fetchone() or (None, 0)
    shared = connection.execute(
        "select attribute, attribute_value, rank_among_shared from marts.issue_commonality"
        " where alarm_id = ? and is_shared order by rank_among_shared",
        [largest[0]],
    ).fetchall()
    ranks, places, seen = dict.fromkeys(KINDS.values()), dict.fromkeys(KINDS.values()), []
    wanted = (planted["lot_no"], planted["software_version"], "below -10")
    for attribute, value, rank in shared:
        if attribute not in seen:
            seen.append(attribute)
        if attribute in KINDS and value.endswith(wanted):
            ranks[KINDS[attribute]] = rank
            places[KINDS[attribute]] = seen.index(attribute) + 1
    fifth = failures[4][0] if len(failures) >= 5 else None
    return Finding(len(failures), fifth, first, largest[0], largest[1], ranks, places)


def count_false_alarms(connection: duckdb.DuckDBPyConnection) -> FalseAlarms:
    """Alarms by rule, of a company in which nothing was planted."""
    alarms = dict(
        connection.execute("select rule, count(*) from marts.emerging_issues group by rule")
        .fetchall()
    )  # fmt: skip
    (days,) = connection.execute(
        "select max(as_of_date) - min(month_start) from intermediate.int_months_learned"
        " cross join intermediate.int_build_settings"
    ).fetchone()
    return FalseAlarms({rule: alarms.get(rule, 0) for rule in ("cluster", "statistical")},
                       days / 365)  # fmt: skip


def known_alarms(connection: duckdb.DuckDBPyConnection, until: date) -> list[tuple]:
    """The alarms dated up to a day, by key, with what they counted then."""
    return connection.execute(
        "select alarm_id, first_alarm_on, window_start, distinct_units, unit_ids"
        " from marts.emerging_issues where first_alarm_on <= ? order by alarm_id",
        [until],
    ).fetchall()


def replay(scratch: Path, runner: dbtRunner, *, days: int, **size: int) -> list[tuple[date, bool]]:
    """Builds as of each day around the first alarm of the planted mode of a company.

    A day and whether its build raised exactly the alarms that the full build dates up to that day;
    two thirds of the days lie before the alarm.
    """
    folder = scratch / "replayed"
    raw, truth = company(folder, **size, defect=True)
    with built(raw, folder / "full", runner) as connection:
        found = find_defect(connection, truth["defective_lot"])
        if not found.first_alarm_on:
            raise RuntimeError("no alarm of the planted mode: nothing to replay")
        start = min(found.first_alarm_on.values()) - timedelta(days=days * 2 // 3)
        replayed = [start + timedelta(days=n) for n in range(days)]
        expected = {day: known_alarms(connection, day) for day in replayed}
    equal = []
    for day in replayed:
        with built(raw, folder / "day", runner, as_of=day) as connection:
            equal.append((day, known_alarms(connection, day) == expected[day]))
        shutil.rmtree(folder / "day")
    return equal


def examine(
    scratch: Path, runner: dbtRunner, *, units: int, years: int, seed: int, defect: bool
) -> Finding | FalseAlarms:
    """Simulate, build and read one company; everything written is removed again."""
    folder = scratch / f"company-{seed}-{defect}"
    try:
        raw, truth = company(folder, units=units, years=years, seed=seed, defect=defect)
        with built(raw, folder, runner) as connection:
            if defect:
                return find_defect(connection, truth["defective_lot"])
            return count_false_alarms(connection)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def say_finding(seed: int, found: Finding, seconds: float) -> None:
    """One line on a company with the defect."""
    alarms = ", ".join(f"{rule} {on}" for rule, on in sorted(found.first_alarm_on.items()))
    ranks = ", ".join(
        f"{kind} {rank} (attribute {found.places[kind]})" for kind, rank in found.ranks.items()
    )
    print(
        f"seed {seed}, with: {'found' if found.first_alarm_on else 'NOT FOUND'};"
        f" {found.failed_units} units failed, the fifth on {found.fifth_failure_on};"
        f" first alarm {alarms or 'none'}; {found.delay_days} days after the fifth failure;"
        f" {found.cases} cases share: {ranks} ({seconds:.0f} s)",
        flush=True,
    )


def say_sums(found: list[Finding], sound: list[FalseAlarms], budget: float) -> None:
    """The figures of all companies together."""
    delays = [finding.delay_days for finding in found if finding.delay_days is not None]
    years = sum(one.years for one in sound)
    print(f"found in {sum(bool(one.first_alarm_on) for one in found)} of {len(found)} companies")
    print(f"days from the fifth failure to the first alarm: {sorted(delays)}")
    print(f"lot, cold and software first in {sum(one.is_explained for one in found)}")
    for rule in ("statistical", "cluster"):
        alarms = sum(one.alarms[rule] for one in sound)
        told = f" against a budget of {budget:g}" if rule == "statistical" else ", no budget"
        print(f"without, rule {rule}: {alarms} alarms in {years:.1f} years,"
              f" {alarms / max(years, 1e-9):.2f} a year{told}")  # fmt: skip


def main() -> None:
    """Examine the companies one after the other and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--companies", type=int, default=10)
    parser.add_argument("--units", type=int, default=24000)
    parser.add_argument("--years", type=int, default=4)
    parser.add_argument("--first-seed", type=int, default=101)
    parser.add_argument("--replayed", type=int, default=20, metavar="DAYS")
    options = parser.parse_args()
    found, sound = [], []
    with tempfile.TemporaryDirectory(prefix="aftersales-") as folder:
        scratch = Path(folder)
        runner = prepared_runner(scratch / "parsed")
        for seed in range(options.first_seed, options.first_seed + options.companies):
            size = {"units": options.units, "years": options.years, "seed": seed}
            started = time.perf_counter()
            found.append(examine(scratch, runner, **size, defect=True))
            say_finding(seed, found[-1], time.perf_counter() - started)
            started = time.perf_counter()
            sound.append(examine(scratch, runner, **size, defect=False))
            alarms = ", ".join(f"{rule} {n}" for rule, n in sound[-1].alarms.items())
            print(f"seed {seed}, without: {alarms} alarms in {sound[-1].years:.1f} years"
                  f" ({time.perf_counter() - started:.0f} s)", flush=True)  # fmt: skip
        say_sums(found, sound, budget=2)
        if options.replayed:
            size["seed"] = options.first_seed
            equal = replay(scratch, runner, days=options.replayed, **size)
            print(f"replayed from {equal[0][0]} to {equal[-1][0]}: the same alarms on"
                  f" {sum(is_same for _, is_same in equal)} of {len(equal)} days")  # fmt: skip


if __name__ == "__main__":
    main()

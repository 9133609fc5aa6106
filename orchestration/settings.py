"""The settings of one build: its as-of date, its currency, and what was delivered to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.contract import load_contract
from orchestration.frozen_reports import SCHEMA as FROZEN_SCHEMA
from orchestration.landing import Landing, LandingError, Problem
from orchestration.landing.writing import quote_path

DEFAULT_CURRENCY = "CNY"
FIRST_YEAR, LAST_YEAR = 1900, 2200

# The pattern of raw_contract.md for a timestamp, held against the trimmed text.
TIMESTAMP_PATTERN = (
    r"(19[0-9]{2}|2[01][0-9]{2}|2200)-[0-9]{2}-[0-9]{2}"
    r"[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?"
    r"(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?"
)
_CURRENCY_PATTERN = re.compile("[A-Z]{3}")


@dataclass(frozen=True)
class Settings:
    """One build's settings, as dbt reads them from `raw_build.settings`; `started_at` is UTC."""

    build_id: str
    as_of_date: date
    reporting_currency: str
    default_timezone: str
    code_version: str
    raw_fingerprint: str
    started_at: datetime


def resolve_settings(
    landing: Landing,
    *,
    as_of: date | None,
    reporting_currency: str | None,
    default_timezone: str = "UTC",
    build_id: str,
    started_at: datetime,
) -> Settings:
    """Settle what the caller left open from the landed rows.

    The default as-of date is the latest readable `updated_at` date (UTC) not after the day of
    `started_at`; the default currency is the only one of the delivery, else CNY. Raises
    `LandingError` when no date can be found, or a given value is none.
    """
    today = started_at.astimezone(UTC).date()
    changes = _read_changes(landing)
    if as_of is None:
        as_of = max((day for day, _ in changes if day <= today), default=None)
    _require(as_of is not None, _no_date(bool(changes), today))
    _require_date(as_of)
    if reporting_currency is None:
        found = {currency for day, currency in changes if currency and day <= as_of}
        reporting_currency = found.pop() if len(found) == 1 else DEFAULT_CURRENCY
    _require(
        bool(_CURRENCY_PATTERN.fullmatch(reporting_currency)),
        f"the reporting currency {reporting_currency!r} is no ISO 4217 code such as CNY.",
    )
    _require_timezone(default_timezone)
    return Settings(
        build_id=build_id,
        as_of_date=as_of,
        reporting_currency=reporting_currency,
        default_timezone=default_timezone,
        code_version=code_version(),
        raw_fingerprint=landing.fingerprint,
        started_at=started_at.astimezone(UTC).replace(tzinfo=None),
    )


def write_build_tables(
    snapshot_dir: Path, settings: Settings, landing: Landing, published: pa.Table | None = None
) -> None:
    """Write `build/settings`, `build/deliveries` and `build/value_reports` beside the snapshot.

    `published` holds the figures of the frozen quarterly reports; none when it is not given.
    """
    row = {
        "build_id": pa.array([settings.build_id], pa.string()),
        "as_of_date": pa.array([settings.as_of_date], pa.date32()),
        "reporting_currency": pa.array([settings.reporting_currency], pa.string()),
        "default_timezone": pa.array([settings.default_timezone], pa.string()),
        "code_version": pa.array([settings.code_version], pa.string()),
        "raw_fingerprint": pa.array([settings.raw_fingerprint], pa.string()),
        "started_at": pa.array([settings.started_at], pa.timestamp("us")),
    }
    tables = load_contract().values()
    landed = [landing.tables[table.full_name] for table in tables]
    deliveries = {
        "system": pa.array([table.system for table in tables], pa.string()),
        "table_name": pa.array([table.name for table in tables], pa.string()),
        "is_delivered": pa.array([table.is_delivered for table in landed], pa.bool_()),
        "files": pa.array([len(table.files) for table in landed], pa.int64()),
    }
    _write(snapshot_dir / "build" / "settings" / "settings.parquet", row)
    _write(snapshot_dir / "build" / "deliveries" / "deliveries.parquet", deliveries)
    frozen = FROZEN_SCHEMA.empty_table() if published is None else published
    reports = {name: frozen.column(name) for name in FROZEN_SCHEMA.names}
    _write(snapshot_dir / "build" / "value_reports" / "value_reports.parquet", reports)


def utc_instant(text: str) -> str:
    """SQL for the UTC timestamp that a text holds by the pattern of the contract, else null."""
    trimmed = rf"trim({text}, ' ' || chr(9) || chr(10) || chr(13))"
    seconds = (
        f"case when substr({trimmed}, 17, 1) = ':' then {trimmed} "
        f"else substr({trimmed}, 1, 16) || ':00' || substr({trimmed}, 17) end"
    )
    has_zone = f"regexp_matches({trimmed}, '(Z|[+-][0-9]{{2}}:[0-9]{{2}})$')"
    zoned = f"{seconds} || case when {has_zone} then '' else 'Z' end"
    instant = f"epoch_us(try_cast({zoned} as timestamp with time zone))"
    return (
        f"case when regexp_full_match({trimmed}, '{TIMESTAMP_PATTERN}') "
        f"then make_timestamp({instant}) end"
    )


def code_version() -> str:
    """Version of the installed project."""
    try:
        return version("aftersales")
    except PackageNotFoundError:
        return "unknown"


def _read_changes(landing: Landing) -> set[tuple[date, str | None]]:
    """Days (UTC) on which rows were last changed, each with the currencies of those rows."""
    queries = []
    for name, table in load_contract().items():
        if not landing.tables[name].is_delivered:
            continue
        has_currency = "currency" in table.column_names
        currency = "trim(currency)" if has_currency else "cast(null as varchar)"
        files = quote_path(landing.tables[name].directory)[:-1] + "/*.parquet'"
        queries.append(
            f"select cast({utc_instant('updated_at')} as date) as day, {currency} as currency "
            f"from read_parquet({files}, hive_partitioning = false) group by all"
        )
    if not queries:
        return set()
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select distinct day, currency from ({' union all '.join(queries)}) "
            "where day is not null"
        ).fetchall()
    return {
        (day, currency if currency and _CURRENCY_PATTERN.fullmatch(currency) else None)
        for day, currency in rows
    }


def _no_date(has_rows: bool, today: date) -> str:
    if has_rows:
        return f"every updated_at lies after today ({today}); say --as-of."
    return "no row has a readable updated_at, so there is no as-of date; say --as-of."


def _require_date(as_of: object) -> None:
    is_date = isinstance(as_of, date) and not isinstance(as_of, datetime)
    _require(is_date, f"the as-of date {as_of!r} is not a date.")
    _require(
        FIRST_YEAR <= as_of.year <= LAST_YEAR,
        f"the as-of date {as_of} lies outside {FIRST_YEAR} to {LAST_YEAR}.",
    )


def _require_timezone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"the time zone {name!r} is not of the IANA list (e.g. Asia/Shanghai)."
        raise LandingError([Problem(None, None, message)]) from error


def _require(is_met: bool, message: str) -> None:
    if not is_met:
        raise LandingError([Problem(None, None, message)])


def _write(target: Path, columns: dict[str, pa.Array | pa.ChunkedArray]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.tmp")
    pq.write_table(pa.table(columns), aside)
    aside.replace(target)

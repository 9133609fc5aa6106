"""What a build settles for itself: its date, its currency, and the relations that dbt reads."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from harness import write_raw

from orchestration.contract import load_contract
from orchestration.landing import Landing, LandingError, land
from orchestration.raw_views import register_raw
from orchestration.settings import Settings, resolve_settings, utc_instant, write_build_tables

TODAY = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)


def landed(folder: Path, *changes: tuple[str, str]) -> Landing:
    rows = [
        {"sale_id": f"S{n}", "updated_at": text, "currency": currency}
        for n, (text, currency) in enumerate(changes)
    ]
    write_raw(folder / "raw", {"crm.sales": rows})
    return land(str(folder / "raw"), folder / "snapshot")


def settle(landing: Landing, **given: object) -> Settings:
    options = {"as_of": None, "reporting_currency": None, "build_id": "b", "started_at": TODAY}
    return resolve_settings(landing, **(options | given))


def test_the_date_is_the_latest_change_not_after_today(tmp_path: Path) -> None:
    landing = landed(
        tmp_path,
        ("2026-11-20 23:00:00-02:00", "CNY"),
        ("2026-11-22 00:00:00", "CNY"),
        ("yesterday", "CNY"),
        ("2026-11-21", "CNY"),
    )
    assert settle(landing).as_of_date == date(2026, 11, 21)
    assert settle(landing, as_of=date(2020, 1, 1)).as_of_date == date(2020, 1, 1)


def test_a_day_begins_at_midnight_utc(tmp_path: Path) -> None:
    landing = landed(tmp_path, ("2026-03-01 01:00+08:00", "CNY"))
    assert settle(landing).as_of_date == date(2026, 2, 28)


def test_the_only_currency_is_the_reporting_currency(tmp_path: Path) -> None:
    landing = landed(
        tmp_path,
        ("2026-03-01 00:00", "EUR"),
        ("2026-03-01 00:00", "eur"),
        ("2026-03-01 00:00", ""),
        ("never", "USD"),
        ("2026-03-02 00:00", "GBP"),
    )
    assert settle(landing, as_of=date(2026, 3, 1)).reporting_currency == "EUR"
    assert settle(landing).reporting_currency == "CNY"
    assert settle(landing, reporting_currency="JPY").reporting_currency == "JPY"


def test_without_a_date_the_build_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LandingError, match="no row has a readable updated_at"):
        settle(landed(tmp_path / "a", ("soon", "CNY")))
    with pytest.raises(LandingError, match="after today"):
        settle(landed(tmp_path / "b", ("2027-01-01 00:00", "CNY")))
    assert settle(landed(tmp_path / "c"), as_of=date(2026, 1, 1)).reporting_currency == "CNY"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"as_of": "2026-01-01"}, "is not a date"),
        ({"as_of": datetime(2026, 1, 1)}, "is not a date"),
        ({"as_of": date(1899, 12, 31)}, "outside 1900 to 2200"),
        ({"reporting_currency": "yuan"}, "ISO 4217"),
        ({"reporting_currency": "CNY'; drop"}, "ISO 4217"),
        ({"default_timezone": "Mars/Olympus"}, "IANA"),
        ({"default_timezone": "../../etc/passwd"}, "IANA"),
    ],
)
def test_what_is_given_must_make_sense(given: dict, says: str, tmp_path: Path) -> None:
    landing = landed(tmp_path, ("2026-03-01 00:00", "CNY"))
    with pytest.raises(LandingError, match=says):
        settle(landing, **given)


INSTANTS = {
    "2024-01-01 00:00": datetime(2024, 1, 1),
    " 2024-01-01T05:00:01.5+08:00 ": datetime(2023, 12, 31, 21, 0, 1, 500000),
    "2024-01-01 10:00-05:30": datetime(2024, 1, 1, 15, 30),
    "2024-01-01 10:00:00Z": datetime(2024, 1, 1, 10),
    "2200-12-31 00:00": datetime(2200, 12, 31),
    "1900-01-01 00:00": datetime(1900, 1, 1),
    "1899-12-31 00:00": None,
    "2201-01-01 00:00": None,
    "2024-01-01": None,
    "2024-02-30 00:00": None,
    "2024-01-01 24:00": None,
    "2024-01-01 00:00 CET": None,
    "2024-01-01 00:00:00.1234567": None,
    "today": None,
    "": None,
}


@pytest.mark.parametrize("text", INSTANTS)
def test_an_instant_is_read_by_the_pattern_of_the_contract(text: str) -> None:
    sql = f"select {utc_instant('value')} from (select ? as value)"
    assert duckdb.execute(sql, [text]).fetchone() == (INSTANTS[text],)


def test_dbt_finds_every_raw_relation(tmp_path: Path) -> None:
    landing = landed(tmp_path / "it's [one]", ("2026-03-01 00:00", "EUR"))
    snapshot = landing.snapshot_dir
    write_build_tables(snapshot, settle(landing), landing)
    for _ in range(2):
        assert register_raw(tmp_path / "build.duckdb", snapshot) == 66
    with duckdb.connect(str(tmp_path / "build.duckdb"), read_only=True) as connection:
        for name in load_contract():
            rows = connection.execute(f"select count(*) from raw_{name}").fetchone()[0]
            assert rows == (1 if name == "crm.sales" else 0)
        (row,) = connection.execute("from raw_build.settings").fetchall()
        assert row[:4] == ("b", date(2026, 3, 1), "EUR", "UTC")
        assert row[5:] == (landing.fingerprint, TODAY.replace(tzinfo=None))
        delivered = connection.execute(
            "select system, table_name, files from raw_build.deliveries where is_delivered"
        ).fetchall()
        assert delivered == [("crm", "sales", 1)]

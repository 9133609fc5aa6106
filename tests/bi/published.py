"""The published warehouse that Superset reads, and its marts as DuckDB itself reads them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from postgres_server import ADMIN, PASSWORD, address_as, running_server
from psycopg import sql

Row = tuple[Any, ...]
BI_USER = "bi_tool"


@dataclass(frozen=True)
class Company:
    """A simulated company in `folder` and its warehouse."""

    folder: Path

    @property
    def file(self) -> Path:
        """The published DuckDB file."""
        return self.folder / "warehouse" / "aftersales.duckdb"

    def simulate(self) -> None:
        """Write the raw tables."""
        size = ["--units", "400", "--years", "3", "--seed", "7"]
        _aftersales("simulate", "--out", str(self.folder), *size)

    def build(self) -> None:
        """One nightly run."""
        raw, warehouse = str(self.folder / "raw"), str(self.folder / "warehouse")
        _aftersales("build", "--raw", raw, "--warehouse", warehouse, "--quiet")

    def ask(self, query: str) -> list[Row]:
        """Rows of the published file."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def columns(self, mart: str) -> dict[str, str]:
        """Names and types of a mart's columns, in order."""
        return self.kinds(f"from marts.{mart}")

    def kinds(self, query: str) -> dict[str, str]:
        """Names and types of a query's columns, in order."""
        return {name: kind for name, kind, *_ in self.ask(f"describe {query}")}


def _aftersales(*arguments: str) -> None:
    command = [str(Path(sys.executable).with_name("aftersales")), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def in_postgres(file: Path) -> Iterator[str]:
    """A PostgreSQL server with the published build; yields SQLAlchemy's address of a BI user."""
    from orchestration.postgres import publish_to

    with running_server() as owner:
        publish_to(file, owner)
        with psycopg.connect(address_as(owner, ADMIN), autocommit=True) as connection:
            connection.execute(
                sql.SQL("create role {} login password {} in role aftersales_reader").format(
                    sql.Identifier(BI_USER), sql.Literal(PASSWORD)
                )
            )
        yield address_as(owner, BI_USER).replace("postgresql:", "postgresql+psycopg2:")


def from_json(value: Any, kind: str) -> Any:
    """A value of `chart/data` as the mart's type has it; dates come as milliseconds."""
    if value is None:
        return None
    if kind == "DATE":
        return datetime.fromtimestamp(value / 1000, UTC).date()
    if kind.startswith("DECIMAL"):
        return Decimal(repr(value))
    # PostgreSQL's sum of whole numbers is a numeric, which JSON writes as 7.0
    if kind in ("INTEGER", "BIGINT", "HUGEINT") and isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value


def differences(expected: list[Row], found: list[Row]) -> list[str]:
    """What is not equal, row by row in any order: doubles to 1e-9, everything else exactly."""
    if len(expected) != len(found):
        return [f"{len(expected)} rows expected, {len(found)} found"]
    pairs = zip(sorted(expected, key=_order), sorted(found, key=_order), strict=True)
    return [f"{left} is not {right}" for left, right in pairs if not _equal(left, right)]


def _order(row: Row) -> list[str]:
    # A double may differ in its last digit on its way, so it decides the order by nine of them.
    return [f"{value:.9g}" if isinstance(value, float) else _text(value) for value in row]


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _equal(left: Row, right: Row) -> bool:
    return all(_same(one, other) for one, other in zip(left, right, strict=True))


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1.0, abs(one))
    return type(one) is type(other) and one == other

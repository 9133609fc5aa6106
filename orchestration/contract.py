"""The raw-data contract (`raw_contract.yml`) as typed, immutable objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

PROJECT_DIR = Path(__file__).resolve().parent.parent
CONTRACT_FILE = PROJECT_DIR / "raw_contract.yml"

# What landing adds to every table, behind the columns of the contract.
LANDED_COLUMNS = {
    "extra_columns": "varchar",
    "_file": "varchar",
    "_row_number": "bigint",
    "_line": "bigint",
    "_malformed": "varchar",
}


@dataclass(frozen=True)
class Column:
    """One column of a raw table; `type` is the contract's type name, e.g. `decimal(18,2)`."""

    name: str
    type: str
    description: str
    required: bool = False
    pii: bool = False
    accepted: tuple[str, ...] = ()
    references: str | None = None
    minimum: float | None = None
    above: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Table:
    """One raw table; `need` is `headline` or `extended`."""

    system: str
    name: str
    need: str
    key: tuple[str, ...]
    description: str
    columns: tuple[Column, ...]
    not_after: tuple[tuple[str, str], ...] = ()
    checks: tuple[dict, ...] = field(default=(), hash=False)

    @property
    def full_name(self) -> str:
        """`<system>.<table>`, as messages and `references` write it."""
        return f"{self.system}.{self.name}"

    @property
    def column_names(self) -> tuple[str, ...]:
        """Columns a source may deliver, in contract order, `is_deleted` last."""
        return (*(column.name for column in self.columns), "is_deleted")

    @property
    def required(self) -> tuple[str, ...]:
        """Columns without which a file is refused."""
        return tuple(column.name for column in self.columns if column.required)


@cache
def load_contract(path: Path = CONTRACT_FILE) -> dict[str, Table]:
    """Read the contract; returns `{"crm.customers": Table, ...}` in its order."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    tables = {}
    for system, members in document["systems"].items():
        for name, spec in members.items():
            columns = tuple(
                Column(**{**column, "accepted": tuple(column.get("accepted", ()))})
                for column in spec["columns"]
            )
            table = Table(
                system=system,
                name=name,
                need=spec["need"],
                key=tuple(spec["key"]),
                description=spec["description"],
                columns=columns,
                not_after=tuple(tuple(pair) for pair in spec.get("not_after", ())),
                checks=tuple(spec.get("checks", ())),
            )
            tables[table.full_name] = table
    return tables

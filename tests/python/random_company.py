"""Companies drawn from the contract alone: any value that it allows, in any order it allows.

The simulator draws what a manufacturer would do; this draws what a source may deliver.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from harness import Rows

from orchestration.contract import Column, Table, load_contract

FIRST_DAY = date(2023, 1, 1)
LAST_DAY = date(2026, 8, 31)
_DAYS = (LAST_DAY - FIRST_DAY).days
# Few values, so that rows meet in the groups that marts are made of.
_FEW_VALUES = ("failure_mode", "product_line", "brand", "model")
_ROWS = {
    "warranty.products": (4, 4),
    "warranty.units": (60, 100),
    "warranty.claims": (150, 250),
    "warranty.claim_lines": (500, 700),
}


class _Draw:
    """One company's random numbers and the sizes of its tables."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.contract = load_contract()
        parents = {
            column.references.rsplit(".", 1)[0]
            for table in self.contract.values()
            for column in table.columns
            if column.references
        }
        self.sizes = {
            name: self.random.randint(*_ROWS.get(name, (3, 12) if name in parents else (20, 120)))
            for name in self.contract
        }

    def table(self, table: Table) -> list[dict[str, object]]:
        rows = {}
        for number in range(self.sizes[table.full_name]):
            row = self.row(table, number)
            rows[tuple(str(row.get(name)) for name in table.key)] = row
        return list(rows.values())

    def row(self, table: Table, number: int) -> dict[str, object]:
        """Dates mostly follow one another in the order of the columns, and gather at the end."""
        day = max(int(_DAYS * (1 - abs(self.random.gauss(0, 0.35)))), 0)
        row: dict[str, object] = {}
        for column in table.columns:
            if column.name == "updated_at" or (not column.required and self.random.random() < 0.25):
                continue
            if column.type in ("date", "timestamp"):
                is_next = self.random.random() < 0.88
                step = self.random.choice((0, 0, 1, 5, 20, 60))
                day = min(day + step, _DAYS) if is_next else self.random.randint(0, _DAYS)
                row[column.name] = self.moment(column, day)
            else:
                row[column.name] = self.value(table, column, number)
        for early, late in table.not_after:
            if early in row and late in row and str(row[early]) > str(row[late]):
                row[early], row[late] = row[late], row[early]
        if table.full_name == "crm.survey_responses":
            row |= {"scale_min": 0, "scale_max": 10, "score": self.random.randint(0, 10)}
        return row

    def moment(self, column: Column, day: int) -> date | datetime:
        on = FIRST_DAY + timedelta(days=day)
        if column.type == "date":
            return on
        return datetime(on.year, on.month, on.day, *divmod(self.random.randint(0, 1439), 60))

    def value(self, table: Table, column: Column, number: int) -> object:
        if column.accepted:
            return self.random.choice(column.accepted)
        if column.references:
            parent, name = column.references.rsplit(".", 1)
            if self.random.random() < 0.05:
                return "orphan"
            return f"{name}-{self.random.randrange(self.sizes[parent])}"
        if column.name == "claim_version":
            return self.random.choice((1, 1, 2))
        if column.type == "boolean":
            return self.random.choice(("true", "false"))
        if column.type != "varchar":
            return self.number(column)
        if column.name in table.key:
            is_whole_key = table.key == (column.name,)
            size = self.sizes[table.full_name]
            return f"{column.name}-{number if is_whole_key else self.random.randrange(size)}"
        if column.name == "currency":
            return self.random.choice(["CNY"] * 9 + ["EUR"])
        return f"{column.name}-{self.random.randrange(2 if column.name in _FEW_VALUES else 4)}"

    def number(self, column: Column) -> str:
        """Within the column's range; where it has none, negative now and then; often a limit."""
        low = -50.0 if self.random.random() < 0.15 else 0.0
        if column.minimum is not None:
            low = column.minimum
        elif column.above is not None:
            low = column.above + (1 if column.above >= 1 else 0.01)
        high = column.maximum
        if high is None:
            high = max(low + 1, self.random.choice((1, 10, 100, 5000)))
        is_limit = self.random.random() < 0.15
        value = self.random.choice((low, high)) if is_limit else self.random.uniform(low, high)
        return str(int(value)) if column.type in ("integer", "bigint") else f"{value:.2f}"


def random_company(seed: int) -> dict[str, Rows]:
    """All tables of the contract for `write_raw`; the same seed draws the same rows."""
    draw = _Draw(seed)
    return {name: draw.table(table) for name, table in draw.contract.items()}

"""The kinds of fault that the contract knows, and how a good row is made to bear just one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from orchestration.contract import Column, Table

Row = dict[str, str | None]

# What no pattern of the contract reads, by type.
UNREADABLE = {
    "integer": "12.7",
    "bigint": "1 000",
    "double": "nan",
    "date": "20.03.2026",
    "timestamp": "yesterday",
    "boolean": "maybe",
    "decimal": "1,234.50",
}
NO_SUCH_CURRENCY = "XTS"
# Tables whose amounts are converted at a posting date; standard costs are not.
CONVERTED = {
    "crm.sales": "delivered_on",
    "crm.sale_adjustments": "adjusted_on",
    "crm.referral_rewards": "paid_on",
    "crm.marketing_spend": "spent_on",
    "crm.service_contracts": "starts_on",
    "crm.contract_changes": "changed_on",
    "warranty.claims": "submitted_on",
    "warranty.supplier_recoveries": "requested_on",
    "warranty.reserve_movements": "posted_on",
    "parts.inventory_snapshots": "snapshot_on",
    "service.partner_settlements": "settled_on",
    "service.work_order_costs": "work_order_id",
    "service.visits": "requested_at",
    "finance.service_revenue": "recognized_on",
    "finance.service_costs": "posted_on",
    "finance.ledger_totals": "ledger_month",
    "finance.company_revenue": "revenue_month",
}
# Key column that gets a fresh value, where it is not the first text column of the key.
FRESH_KEY = {
    "warranty.claim_lines": "line_no",
    "service.visit_engineers": "engineer_id",
    "quality.campaign_units": "unit_id",
    "warranty.unit_components": "component_position",
    "telemetry.software_installs": "package",
}


@dataclass(frozen=True)
class Fault:
    """A reason, the columns that a row must bear for it, and what is done to the row."""

    reason: str
    needs: tuple[str, ...]
    apply: Callable[[Row], None]


def kind_of(column: Column) -> str:
    """The contract's type without its precision."""
    return column.type.split("(")[0]


def _set(name: str, value: str | None) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        row[name] = value

    return change


def _before(first: str, second: str, kind: str) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        day = date.fromisoformat(str(row[first])[:10]) - timedelta(days=10)
        row[second] = day.isoformat() if kind == "date" else f"{day.isoformat()} 07:00:00"

    return change


def _bounds(column: Column) -> Iterator[str]:
    if column.minimum is not None:
        yield str(Decimal(str(column.minimum)) - 1)
    if column.above is not None:
        yield str(column.above)
    if column.maximum is not None:
        yield str(Decimal(str(column.maximum)) + 1)


def _key_faults(table: Table) -> Iterator[Fault]:
    kinds = {column.name: kind_of(column) for column in table.columns}
    for name in table.key:
        yield Fault("missing_key", (), _set(name, None))
        if kinds[name] != "varchar":
            yield Fault(f"invalid_type:{name}", (), _set(name, UNREADABLE[kinds[name]]))
    yield Fault("missing_required:updated_at", (), _set("updated_at", None))
    yield Fault("invalid_type:updated_at", (), _set("updated_at", UNREADABLE["timestamp"]))


def _column_faults(table: Table) -> Iterator[Fault]:
    for column in table.columns:
        name, kind = column.name, kind_of(column)
        if name == "updated_at":
            continue
        in_key = name in table.key
        if column.required and not in_key:
            yield Fault(f"missing_required:{name}", (), _set(name, None))
        if kind != "varchar" and not in_key:
            yield Fault(f"invalid_type:{name}", (), _set(name, UNREADABLE[kind]))
        if column.accepted:
            yield Fault(f"not_accepted:{name}", (), _set(name, "bogus"))
        # Another version of a claim has no parent: that would be a second fault.
        if table.full_name != "warranty.claim_lines" or not in_key:
            for value in _bounds(column):
                yield Fault(f"out_of_range:{name}", (), _set(name, value))


def faults_of(table: Table) -> list[Fault]:
    """Every fault of one row that the contract knows for a table, conflicts and parents aside."""
    kinds = {column.name: kind_of(column) for column in table.columns}
    found = [*_key_faults(table), *_column_faults(table)]
    for first, second in table.not_after:
        change = _before(first, second, kinds[second])
        found.append(Fault(f"impossible_order:{first},{second}", (first,), change))
    if table.full_name == "crm.survey_responses":
        found.append(Fault("out_of_range:score", (), _set("score", "99")))
    if table.full_name == "parts.movements":
        found.append(Fault("out_of_range:quantity", (), _set("quantity", "0")))
    currency = next((column for column in table.columns if column.name == "currency"), None)
    if currency and not currency.required:
        amounts = [c.name for c in table.columns if c.type in ("decimal(18,2)", "decimal(18,4)")]
        needs = (amounts[0],)
        found.append(Fault("missing_required:currency", needs, _set("currency", None)))
    if table.full_name in CONVERTED:
        needs = (CONVERTED[table.full_name],)
        change = _set("currency", NO_SUCH_CURRENCY)
        found.append(Fault(f"missing_rate:{NO_SUCH_CURRENCY}", needs, change))
    if table.full_name == "warranty.claim_lines":
        change = _set("claim_id", "X-NO-SUCH-CLAIM")
        found.append(Fault("missing_parent:warranty.claims", (), change))
    return found


def fresh_column(table: Table) -> str:
    """The key column in which a soiled row gets a value of its own."""
    if table.full_name in FRESH_KEY:
        return FRESH_KEY[table.full_name]
    kinds = {column.name: column.type for column in table.columns}
    return next(name for name in table.key if kinds[name] == "varchar")


def differ(table: Table, row: Row) -> None:
    """Change one value outside the key, so that two rows of one key and time disagree."""
    ordered = {name for pair in table.not_after for name in pair}
    free = [
        column
        for column in table.columns
        if column.name not in (*table.key, "updated_at", "currency")
        and not (column.name in ordered or column.references or column.accepted)
    ]
    for column in free:
        if kind_of(column) == "varchar":
            row[column.name] = f"{row[column.name] or 'entered'} again"
            return
    for column in free:
        if kind_of(column) in ("decimal", "integer", "bigint"):
            value = row[column.name]
            row[column.name] = str(Decimal(value) + 1) if value else "1"
            return
    others = {"date": "2026-01-05", "boolean": "true", "timestamp": "2026-01-05 07:00:00"}
    for column in table.columns:
        value = others.get(kind_of(column), "X-ANOTHER")
        if column.name not in (*table.key, "updated_at", "currency") and not column.accepted:
            row[column.name] = None if row[column.name] and not column.required else value
            return
    raise ValueError(f"{table.full_name} has nothing in which two rows could differ")

"""An independent reading of a raw folder by the contract, in DuckDB; used by the simulator's tests.

It follows `raw_contract.md` on typed Parquet or CSV files by itself, and shares no code with the
gate: newest row of a key, then nulls, ranges, accepted values, orders, checks and references.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.contract import Table, load_contract

# Columns that are learned later: no row may know them before they happened.
LEARNED = {
    "crm.sales": ["delivered_on"],
    "warranty.units": ["shipped_on", "in_service_on", "status_on"],
    "warranty.claims": ["submitted_on", "decided_on", "posted_on"],
    "warranty.supplier_recoveries": ["requested_on", "received_on"],
    "warranty.unit_components": ["installed_on", "removed_on"],
    "service.tickets": ["opened_at", "solved_at", "closed_at"],
    "service.work_orders": ["opened_at", "closed_at"],
    "service.visits": ["arrived_at", "finished_at"],
    "service.service_centers": ["opened_on", "closed_on"],
    "parts.requests": ["fulfilled_at"],
    "telemetry.downtime_events": ["ended_at"],
    "quality.campaign_units": ["completed_on"],
    "quality.issues": ["submitted_on", "accepted_on", "fix_released_on", "fix_verified_on"],
    "finance.service_costs": ["posted_on"],
    "finance.service_revenue": ["recognized_on"],
    "crm.sale_adjustments": ["adjusted_on"],
    "crm.survey_responses": ["answered_at"],
    "planning.programme_actions": ["done_on"],
}
# Tables whose rows change over time, each with rows of one key in several states.
VERSIONED = [
    "crm.customers",
    "crm.sales",
    "warranty.units",
    "warranty.claims",
    "warranty.supplier_recoveries",
    "service.tickets",
    "service.work_orders",
    "parts.inventory_snapshots",
    "parts.parts",
    "quality.issues",
]


def read_folder(
    raw: Path, fmt: str = "parquet", until: str | None = None
) -> duckdb.DuckDBPyConnection:
    """A connection with a typed view `all_<system>__<table>` and `now_...` (current rows) each."""
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'; set threads = 2")
    for table in load_contract().values():
        files = f"{raw}/{table.system}/{table.name}/*.{fmt}"
        reader = "read_parquet" if fmt == "parquet" else "read_csv"
        options = "" if fmt == "parquet" else ", all_varchar = true, header = true"
        columns = ", ".join(
            f'try_cast("{column.name}" as {column.type}) as "{column.name}"'
            for column in table.columns
        )
        limit = f"where updated_at < timestamp '{until}'" if until else ""
        view = f"{table.system}__{table.name}"
        connection.execute(
            f"create table all_{view} as select * from (select {columns}, "
            f"coalesce(try_cast(is_deleted as boolean), false) as is_deleted "
            f"from {reader}('{files}'{options})) {limit}"
        )
        key = ", ".join(f'"{name}"' for name in table.key)
        connection.execute(
            f"create table now_{view} as select * from (select distinct * from all_{view}) "
            f"qualify row_number() over (partition by {key} order by updated_at desc) = 1 "
            f"and not is_deleted"
        )
    return connection


def _faults(table: Table) -> dict[str, str]:
    conditions = {}
    for column in table.columns:
        name = f'"{column.name}"'
        if column.required:
            conditions[f"null {column.name}"] = f"{name} is null"
        if column.accepted:
            values = ", ".join(f"'{value}'" for value in column.accepted)
            conditions[f"value of {column.name}"] = f"{name} not in ({values})"
        for bound, sign in (("minimum", "<"), ("above", "<="), ("maximum", ">")):
            if (limit := getattr(column, bound)) is not None:
                conditions[f"{bound} of {column.name}"] = f"{name} {sign} {limit}"
    for first, second in table.not_after:
        conditions[f"{first} after {second}"] = f'"{first}" > "{second}"'
    for check in table.checks:
        conditions[check["reason"]] = f"not ({check['condition']})"
    names = {column.name for column in table.columns}
    if "currency" in names:
        amounts = [c.name for c in table.columns if c.type == "decimal(18,2)"]
        present = " or ".join(f'"{name}" is not null' for name in amounts) or "true"
        if table.full_name not in ("warranty.claims",):
            conditions["amount without currency"] = f"currency is null and ({present})"
    return conditions


def contract_faults(connection: duckdb.DuckDBPyConnection, rows: str = "all") -> list[str]:
    """Every breach of the contract, as readable lines; none for a clean company."""
    found = []
    for table in load_contract().values():
        view = f"{table.system}__{table.name}"
        for name, condition in _faults(table).items():
            query = f"select count(*) from {rows}_{view} where not is_deleted and ({condition})"
            count = connection.execute(query).fetchone()[0]
            if count:
                found.append(f"{table.full_name}: {name} ({count} rows)")
        key = ", ".join(f'"{column}"' for column in (*table.key, "updated_at"))
        ties = connection.execute(
            f"select count(*) from (select {key} from (select distinct * from all_{view}) "
            f"group by {key} having count(*) > 1)"
        ).fetchone()[0]
        if ties:
            found.append(f"{table.full_name}: {ties} keys with two rows of one time")
    return found


def orphans(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """References to a key that no current row bears."""
    found = []
    for table in load_contract().values():
        for column in table.columns:
            if not column.references:
                continue
            parent, key = column.references.rsplit(".", 1)
            query = (
                f"select count(*) from now_{table.system}__{table.name} as child "
                f'where child."{column.name}" is not null and child."{column.name}" not in '
                f"(select {key} from now_{parent.replace('.', '__')})"
            )
            count = connection.execute(query).fetchone()[0]
            if count:
                found.append(f"{table.full_name}.{column.name}: {count} orphans")
    return found

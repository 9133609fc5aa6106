"""Rules on what the gate said: too many rejected rows, or a table that has gone, stop a build."""

from __future__ import annotations

from datetime import date

import duckdb

from orchestration.contract import load_contract
from orchestration.errors import Refusal

# A row that only waits for its rate or its parent is no sign of a broken delivery.
WAITING_ONLY = "(missing_rate|missing_parent):[^;]*(; (missing_rate|missing_parent):[^;]*)*"
_EXAMPLES = 3

_LIMIT = """
    with offered as (
        select 1 as rank, valid_from, cast(value as double) as value
        from staging.stg_planning__assumptions
        where assumption = 'reject_share_limit' and valid_from <= $as_of
        union all
        select 2 as rank, cast(valid_from as date), cast(value as double)
        from seeds.assumptions
        where assumption = 'reject_share_limit' and cast(valid_from as date) <= $as_of
    )
    select value from offered order by rank asc, valid_from desc nulls last limit 1
"""

_REASONS = """
    with refused as (
        select unnest(string_split(reject_reasons, '; ')) as reason, _file, _row_number
        from {relation}
        where row_state = 'rejected' and not regexp_full_match(reject_reasons, $waiting)
    )
    select
        reason,
        count(*),
        list({{'file': _file, 'row': _row_number}} order by _file nulls last, _row_number)[:{some}]
    from refused
    group by reason
    order by count(*) desc, reason
    limit 5
"""


def reject_share_limit(connection: duckdb.DuckDBPyConnection, as_of: date) -> float:
    """The share in force on `as_of`: `planning.assumptions` before the seed, the newest first."""
    row = connection.execute(_LIMIT, {"as_of": as_of}).fetchone()
    if row is None:
        raise Refusal(
            "No reject_share_limit is known.",
            cure="restore reject_share_limit in seeds/assumptions.csv.",
            stage="gate",
        )
    return row[0]


def refuse_too_many_rejects(
    connection: duckdb.DuckDBPyConnection, tables: list[str], as_of: date
) -> float:
    """Raise `Refusal` when a delivered table lost more than its share; returns the limit.

    Names every such table, its commonest reasons with counts, and places to look at.
    """
    limit = reject_share_limit(connection, as_of)
    details = []
    for table in tables:
        relation = f"gate.base_{table.replace('.', '__')}"
        delivered, refused = connection.execute(
            f"""
            select count(*), count_if(
                row_state = 'rejected' and not regexp_full_match(reject_reasons, $waiting)
            ) from {relation}
            """,
            {"waiting": WAITING_ONLY},
        ).fetchone()
        if delivered and refused / delivered > limit:
            details.append(
                f"{table}: {refused:,} of {delivered:,} rows ({refused / delivered:.1%})"
            )
            details += _reasons(connection, relation)
    if details:
        raise Refusal(
            f"More than {limit:.0%} of a table's rows are rejected.",
            details,
            cure="mend the rows named, or deliver the table anew; `reject_share_limit` in "
            "planning.assumptions raises the limit on purpose.",
            stage="gate",
        )
    return limit


def _reasons(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    query = _REASONS.format(relation=relation, some=_EXAMPLES)
    lines = []
    for reason, count, places in connection.execute(query, {"waiting": WAITING_ONLY}).fetchall():
        examples = ", ".join(f"{place['file']} row {place['row']}" for place in places)
        lines.append(f"  {reason}: {count:,} rows, e.g. {examples}")
    return lines


def refuse_vanished(
    delivered: set[str], delivered_before: set[str], allowed: tuple[str, ...]
) -> None:
    """Raise `Refusal` when a table of the last published build is gone without leave."""
    unknown = sorted(set(allowed) - set(load_contract()))
    if unknown:
        raise Refusal(
            f"--allow-missing names no table of the contract: {', '.join(unknown)}.",
            cure="write it as <system>.<table>, e.g. crm.sales.",
            stage="landing",
        )
    gone = sorted(delivered_before - delivered - set(allowed))
    if gone:
        permits = " ".join(f"--allow-missing {table}" for table in gone)
        raise Refusal(
            "A table that the published build had is gone from the raw source.",
            [f"{table}: no file or table of that name" for table in gone],
            cure=f"deliver it again, or say that it is meant: {permits}",
            stage="landing",
        )

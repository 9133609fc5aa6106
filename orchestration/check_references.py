"""References of a raw source that no accepted row bears: shown by `check`, never a reason to stop.

An orphan keeps its row and its money; what the reference would tell is `unknown` in the marts.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from orchestration.contract import Table, load_contract


@dataclass(frozen=True)
class Orphans:
    """A column whose values partly refer to nothing, with the first place where that is met.

    `rows` of `of_rows` accepted rows with a value; `example` is that value as typed.
    """

    table: str
    column: str
    referenced: str
    rows: int
    of_rows: int
    file: str
    row_number: int
    example: str


def find_orphans(connection: duckdb.DuckDBPyConnection, delivered: list[str]) -> list[Orphans]:
    """Every column with orphans, the most rows first; reads the gate's relations.

    A reference to a table that was not delivered as a whole is not checked.
    """
    contract = load_contract()
    found = [
        orphans
        for name in delivered
        for column in contract[name].columns
        if column.references and column.references.rpartition(".")[0] in delivered
        if (orphans := _orphans(connection, contract[name], column.name, column.references))
    ]
    return sorted(found, key=lambda orphans: (-orphans.rows, orphans.table, orphans.column))


def _orphans(
    connection: duckdb.DuckDBPyConnection, table: Table, column: str, referenced: str
) -> Orphans | None:
    system, parent, key = referenced.split(".")
    rows, of_rows, first = connection.execute(
        f"""
        select
            count_if(parent.known is null),
            count(*),
            arg_min(
                {{'file': child._file, 'row': child._row_number, 'value': child.{column}::varchar}},
                {{'file': child._file, 'row': child._row_number}}
            ) filter (parent.known is null)
        from gate.base_{table.system}__{table.name} as child
        left join (
            select distinct {key} as known from gate.base_{system}__{parent}
            where row_state = 'accepted'
        ) as parent on child.{column} = parent.known
        where child.row_state = 'accepted' and child.{column} is not null
        """
    ).fetchone()
    if not rows:
        return None
    place = (first["file"], first["row"], first["value"])
    return Orphans(table.full_name, column, referenced, rows, of_rows, *place)

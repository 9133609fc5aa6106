"""How the columns of a delivered file meet those of the contract."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches

from orchestration.contract import LANDED_COLUMNS, Table
from orchestration.landing.model import FileError, Problem
from orchestration.landing.writing import Delivered, quote_name, quote_text


@dataclass(frozen=True)
class ColumnMap:
    """Positions of delivered columns: `known` by contract name, `extra` by name as delivered."""

    known: dict[str, int]
    extra: dict[str, int]


def map_columns(delivered: Delivered, names: list[str], line: int | None = None) -> ColumnMap:
    """Match delivered names with the contract, in any order and letter case, blanks trimmed.

    `line` is the line of a file that holds the names, where they stand in a line. A column with
    no name is kept as `column_<place>`. Raises `FileError` for a name that occurs twice and for
    required columns that neither the file nor its partition directories bear.
    """
    names = [name.strip() or f"column_{place}" for place, name in enumerate(names, start=1)]
    contract = set(delivered.table.column_names)
    known, extra = {}, {}
    for position, name in enumerate(names):
        if name.casefold() in contract:
            known.setdefault(name.casefold(), position)
        else:
            extra.setdefault(name, position)
    if not known:
        raise FileError(_no_header(delivered, names, line))
    borne = set(known) | {name.casefold() for name in delivered.partitions}
    problems = _repeated(delivered, names, line)
    for name in delivered.table.required:
        if name not in borne:
            problems.append(_absent(delivered, name, list(extra), line))
    if problems:
        raise FileError(*problems)
    return ColumnMap(known, dict(sorted(extra.items())))


def _repeated(delivered: Delivered, names: list[str], line: int | None) -> list[Problem]:
    seen: dict[str, str] = {}
    problems = []
    for name in names:
        first = seen.setdefault(name.casefold(), name)
        if first is not name:
            message = f"the name stands twice ({first!r} and {name!r}; letter case does not count)."
            cure = "rename or leave out one of the two"
            problems.append(delivered.problem(message, line, column=name, cure=cure))
    return problems


def _no_header(delivered: Delivered, names: list[str], line: int | None) -> Problem:
    shown = ", ".join(repr(name[:40]) for name in names[:5])
    what = "no header: the first line" if line else "the table"
    return delivered.problem(
        f"{what} names no column of {delivered.table.full_name} (it has {shown}).",
        line,
        cure=f"name the columns as the contract does: {','.join(delivered.table.required)}",
    )


def _absent(delivered: Delivered, name: str, extra: list[str], line: int | None) -> Problem:
    by_fold = {other.casefold(): other for other in extra}
    close = get_close_matches(name, by_fold, n=1, cutoff=0.6)
    cure = f"deliver the column {name}"
    if close:
        cure = f"rename {by_fold[close[0]]!r} to {name!r}, if that is what it holds"
    return delivered.problem("this required column is absent.", line, column=name, cure=cure)


def landed_columns(table: Table) -> dict[str, str]:
    """Names and DuckDB types of a landed table, in their order."""
    return dict.fromkeys(table.column_names, "varchar") | LANDED_COLUMNS


def select_list(
    columns: ColumnMap,
    texts: list[str],
    delivered: Delivered,
    *,
    row_number: str,
) -> str:
    """The select list that brings a delivered file into the landed shape.

    `texts` holds per delivered position the SQL that yields its text, null where it is empty.
    """
    table = delivered.table
    filled = {name.casefold(): value for name, value in delivered.partitions.items()}
    parts = []
    for name in table.column_names:
        if name in columns.known:
            value = texts[columns.known[name]]
        elif filled.get(name) is not None:
            value = quote_text(filled[name])
        else:
            value = "cast(null as varchar)"
        parts.append(f"{value} as {quote_name(name)}")
    extra = {name: texts[position] for name, position in columns.extra.items()}
    taken = {name.casefold() for name in extra} | set(table.column_names)
    for name, value in delivered.partitions.items():
        if name.casefold() not in taken and value is not None:
            extra[name] = quote_text(value)
    parts.append(f"{_json_of(extra)} as extra_columns")
    parts.append(f"{quote_text(delivered.file)} as _file")
    parts.append(f"cast({row_number} as bigint) as _row_number")
    parts.append("cast(null as bigint) as _line")
    parts.append("cast(null as varchar) as _malformed")
    return ", ".join(parts)


def _json_of(values: dict[str, str]) -> str:
    """SQL for one JSON object of the values that are not null, keys sorted; null when none is."""
    if not values:
        return "cast(null as varchar)"
    members = [
        f"{quote_text(_json_key(name))} || cast(to_json({values[name]}) as varchar)"
        for name in sorted(values)
    ]
    return f"nullif('{{' || concat_ws(',', {', '.join(members)}) || '}}', '{{}}')"


def _json_key(name: str) -> str:
    return json.dumps(name, ensure_ascii=False) + ":"

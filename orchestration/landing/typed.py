"""Typed values (Parquet, databases) as the text that a CSV of the same table would hold."""

from __future__ import annotations

from orchestration.contract import Table

_NESTED = ("STRUCT", "MAP", "UNION", "LIST", "ARRAY", "VARIANT")
_FLOATS = ("FLOAT", "DOUBLE")


def text_of(expression: str, duckdb_type: str, contract_type: str | None = None) -> str:
    """SQL that turns a value of a DuckDB type into text.

    Dates and times in ISO form, times with a zone in UTC with `Z`, numbers without an exponent,
    nested values as JSON, binary ones as text where they are UTF-8, else in hex. A midnight for a
    date column of the contract, and a date for a timestamp column, take the form of that column.
    An empty text is null, as it is in a CSV.
    """
    kind = duckdb_type.upper()
    plain = f"cast({expression} as varchar)"
    if kind.endswith("]") or kind.startswith(_NESTED):
        return f"cast(to_json({expression}) as varchar)"
    if kind in _FLOATS:
        return without_exponent(plain)
    if kind == "BLOB":
        return f"nullif(coalesce(try(decode({expression})), hex({expression})), '')"
    if kind == "DATE":
        return f"{plain} || ' 00:00:00'" if contract_type == "timestamp" else plain
    if kind == "TIMESTAMP WITH TIME ZONE":
        utc = f"make_timestamp(try(epoch_us({expression})))"
        return f"coalesce({_six_decimals(f'cast({utc} as varchar)')} || 'Z', {plain})"
    if kind.startswith("TIMESTAMP"):
        text = _six_decimals(f"cast(cast({expression} as timestamp) as varchar)")
        if contract_type == "date":
            return f"regexp_replace({text}, ' 00:00:00$', '')"
        return text
    return f"nullif({plain}, '')"


def without_exponent(text: str) -> str:
    """SQL that writes out a number such as `1e-05`; other text passes unchanged."""
    number = f"regexp_extract({text}, '^(-?)([0-9.]+)[eE]([+-]?[0-9]+)$', ['s', 'm', 'e'])"
    digits = f"replace(({number}).m, '.', '')"
    power = f"cast(({number}).e as integer)"
    small = f"'0.' || repeat('0', -{power} - 1) || {digits}"
    large = f"{digits} || repeat('0', {power} + 1 - length({digits}))"
    written = f"({number}).s || case when {power} < 0 then {small} else {large} end"
    return f"case when {text} like '%e%' and ({number}).e != '' then {written} else {text} end"


def _six_decimals(text: str) -> str:
    """Pad a fraction of a second to six digits; a time without one stays."""
    return f"case when contains({text}, '.') then rpad({text}, 26, '0') else {text} end"


def contract_types(table: Table) -> dict[str, str]:
    """Contract type of each column by name."""
    return {column.name: column.type for column in table.columns} | {"is_deleted": "boolean"}

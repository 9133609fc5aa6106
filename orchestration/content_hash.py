"""A hash of what a relation says, whatever the order of its rows."""

from __future__ import annotations

import hashlib

import duckdb

# Sums of doubles differ in the last bits from run to run, because threads add in any order. Nine
# significant digits are what the engines are held to, and leave a flip by rounding improbable.
_DOUBLE = "case when isfinite({0}) then format('{{:.8e}}', {0} + 0.0) else cast({0} as varchar) end"


def content_hash(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> str:
    """SHA-256 over column names, number of rows and the sum of the rows' own hashes."""
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns()"
        " where schema_name = ? and table_name = ? and database_name = current_database()"
        " order by column_index",
        [schema, name],
    ).fetchall()
    fields = ", ".join(f"coalesce({_as_text(*column)}, chr(30))" for column in columns)
    sums = connection.execute(
        f"""
        with texts as (select concat_ws(chr(31), {fields}) as row_text from "{schema}"."{name}")
        select count(*), sum(md5_number_lower(row_text)), sum(md5_number_upper(row_text))
        from texts
        """
    ).fetchone()
    heading = ",".join(column for column, _ in columns)
    return hashlib.sha256(f"{heading}|{sums[0]}|{sums[1]}|{sums[2]}".encode()).hexdigest()


def _as_text(column: str, data_type: str) -> str:
    quoted = '"' + column.replace('"', '""') + '"'
    if data_type in ("DOUBLE", "FLOAT"):
        return _DOUBLE.format(quoted)
    return f"cast({quoted} as varchar)"

"""A CSV file into the landed shape."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration.contract import Table
from orchestration.landing.columns import landed_columns, map_columns, select_list
from orchestration.landing.csv_header import CsvComplaints, make_plain, read_header
from orchestration.landing.csv_scan import Malformed, Scan, scan_csv
from orchestration.landing.model import FileError
from orchestration.landing.writing import Delivered, Written, quote_path, quote_text, write_parquet

_LEAST_LINE_BYTES = 64 * 1024
_BUFFER_BYTES = 32 * 1024 * 1024


def write_csv(
    connection: duckdb.DuckDBPyConnection, delivered: Delivered, work: Path, target: Path
) -> Written:
    """Read one CSV whole and write its canonical Parquet; `work` is a scratch directory.

    Raises `FileError` when the file is not sound; then nothing of it is used.
    """
    table = delivered.table
    complaints = CsvComplaints(delivered)
    plain = work / "plain.csv"
    sha256 = make_plain(delivered.path, plain, complaints)
    names = read_header(plain, complaints)
    columns = map_columns(delivered, names, line=1)
    with plain.open("rb") as stream:
        scan = scan_csv(stream, len(names))
        if scan.fault is not None:
            stream.seek(0)
            raise FileError(complaints.fault(scan.fault, stream.read(4096)))
    texts = [f"c{place}" for place in range(len(names))]
    ordinal = "ordinal" if scan.malformed else "row_number() over ()"
    select = select_list(columns, texts, delivered, row_number=ordinal)
    records = _scan_sql(plain, len(names), scan)
    if scan.malformed:
        clean = work / "clean.csv"
        _blank_out(plain, clean, scan.malformed)
        records = _with_ordinals(connection, _scan_sql(clean, len(names), scan), scan.malformed)
    sql = f"select {select} from {records}"
    if scan.malformed:
        sql = f"({sql} order by ordinal) union all {_malformed_rows(table, delivered.file)}"
    try:
        rows = write_parquet(connection, sql, target)
    except duckdb.InvalidInputException as error:
        raise _lost(complaints, scan, str(error).splitlines()[0]) from error
    if rows != scan.records:
        raise _lost(complaints, scan, f"{rows} came out")
    return Written(rows, sha256)


def _scan_sql(plain: Path, fields: int, scan: Scan) -> str:
    """DuckDB's reading of a sound CSV as columns c0, c1, ...

    `new_line` is left out on purpose: told '\\r\\n', DuckDB 1.5.5 reads a CRLF file as empty. A
    fault raises, as no reject table takes it; the scan has set malformed records apart before.
    """
    columns = ", ".join(f"'c{place}': 'varchar'" for place in range(fields))
    line = 2 * max(scan.longest_record, _LEAST_LINE_BYTES)
    buffer = min(_BUFFER_BYTES, plain.stat().st_size)
    return (
        f"read_csv({quote_path(plain)}, auto_detect = false, header = true, "
        f"columns = {{{columns}}}, delim = ',', quote = '\"', escape = '\"', nullstr = '', "
        f"compression = 'none', strict_mode = true, max_line_size = {line}, "
        f"buffer_size = {max(buffer, 2 * line)})"
    )


def _blank_out(plain: Path, clean: Path, malformed: list[Malformed]) -> None:
    """Copy the file without its malformed records; blank lines stay, which DuckDB passes over."""
    with plain.open("rb") as source, clean.open("wb") as target:
        position = 0
        for record in malformed:
            _copy(source, target, record.start - position)
            source.seek(record.end)
            position = record.end
        _copy(source, target, None)


def _copy(source, target, size: int | None) -> None:
    while size is None or size > 0:
        piece = source.read(1024 * 1024 if size is None else min(size, 1024 * 1024))
        if not piece:
            return
        target.write(piece)
        size = None if size is None else size - len(piece)


def _with_ordinals(
    connection: duckdb.DuckDBPyConnection, records: str, malformed: list[Malformed]
) -> str:
    """Sound records with their ordinal in the file: the malformed ones before them count too."""
    shifts: dict[int, int] = {}
    for count, record in enumerate(malformed, start=1):
        shifts[record.ordinal - count] = count
    arrow = pa.table(
        {
            "behind": pa.array(shifts.keys(), pa.int64()),
            "shift": pa.array(shifts.values(), pa.int64()),
        }
    )
    connection.register("landing_shifts", arrow)
    rows = {
        "ordinal": [record.ordinal for record in malformed],
        "line": [record.line for record in malformed],
        "text": [record.text.decode("utf-8") for record in malformed],
    }
    connection.register("landing_malformed", pa.table(rows))
    return (
        "(select records.*, place + coalesce(shift, 0) as ordinal "
        f"from (select *, row_number() over () as place from {records}) as records "
        "asof left join landing_shifts on place > behind)"
    )


def _malformed_rows(table: Table, file: str) -> str:
    landed = {
        "_file": quote_text(file),
        "_row_number": "cast(ordinal as bigint)",
        "_line": "cast(line as bigint)",
        "_malformed": "text",
    }
    select = ", ".join(landed.get(name, "null") for name in landed_columns(table))
    return f"select {select} from landing_malformed"


def _lost(complaints: CsvComplaints, scan: Scan, reason: str) -> FileError:
    """DuckDB did not keep every record that the scan counted."""
    message = f"the file has {scan.records} records, and the reader lost some ({reason})."
    return FileError(complaints.problem(message, None, "quote every text field"))

"""CSV as delivered: every record keeps its text, its ordinal and its place."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.contract import load_contract
from orchestration.landing import Landing, csv_scan, land
from orchestration.landing.csv_read import write_csv
from orchestration.landing.model import FileError
from orchestration.landing.writing import Delivered

COLUMNS = ("region_id", "region_name", "timezone", "updated_at")
HEADER = ",".join(COLUMNS)
NOW = "2024-01-01 00:00"


def land_regions(folder: Path, content: bytes, name: str = "regions.csv") -> Landing:
    target = folder / "raw" / "service"
    target.mkdir(parents=True, exist_ok=True)
    (target / name).write_bytes(content)
    return land(str(folder / "raw"), folder / "snapshot")


def rows_of(landing: Landing, *columns: str) -> list[tuple]:
    files = landing.tables["service.regions"].directory / "*.parquet"
    with duckdb.connect() as connection:
        return connection.execute(
            f"select {', '.join(columns)} from read_parquet(?) order by _file, _row_number",
            [str(files)],
        ).fetchall()


PLACES = {
    "first": (["bad", "R1,A,UTC,t", "R2,B,UTC,t"], [(1, 2)]),
    "last": (["R1,A,UTC,t", "R2,B,UTC,t", "R3,a,b"], [(3, 4)]),
    "two together": (["R1,A,UTC,t", "x", "y,", "R2,B,UTC,t"], [(2, 3), (3, 4)]),
    "surplus": (["R1,A,UTC,t,5,6,7", "R2,B,UTC,t"], [(1, 2)]),
    "surplus and empty": (["R1,A,UTC,t,", "R2,B,UTC,t"], [(1, 2)]),
    "behind a quoted line end": (['R1,"A\nB",UTC,t', "x", "R2,B,UTC,t"], [(2, 4)]),
    "with a quoted line end": (["R1,A,UTC,t", 'R2,"B\n\nC"', "R3,C,UTC,t"], [(2, 3)]),
    "behind blank lines": (["", "R1,A,UTC,t", "", "", "x", "R2,B,UTC,t"], [(2, 6)]),
    "all": (["x", "y"], [(1, 2), (2, 3)]),
    "blanks only": (["R1,A,UTC,t", "   ", "R2,B,UTC,t"], [(2, 3)]),
    "none": (["R1,A,UTC,t"], []),
}


@pytest.fixture(scope="module")
def read_csv(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[tuple]]:
    """Landed rows of one CSV, without the rest of a landing."""
    work = tmp_path_factory.mktemp("csv")
    connection = duckdb.connect()
    table = load_contract()["service.regions"]
    path, target = work / "source.csv", work / "rows.parquet"

    def read(content: bytes, columns: str = f"_malformed, {HEADER}") -> list[tuple]:
        path.write_bytes(content)
        write_csv(connection, Delivered(table, path, "x.csv", 0, 0), work, target)
        return connection.execute(
            f"select {columns} from read_parquet(?) order by _row_number", [str(target)]
        ).fetchall()

    return read


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("is_closed", [True, False], ids=["closed", "open"])
@pytest.mark.parametrize("place", PLACES)
def test_malformed_lines_keep_their_ordinal_and_line(
    place: str, is_closed: bool, line_end: str, read_csv: Callable
) -> None:
    records, malformed = PLACES[place]
    text = "\n".join([HEADER, *records]) + ("\n" if is_closed else "")
    found = read_csv(
        text.replace("\n", line_end).encode(), "_row_number, _line, _malformed, region_id"
    )
    assert [row[:2] for row in found if row[2] is not None] == malformed
    assert [row[0] for row in found] == list(range(1, len(found) + 1))
    assert len(found) == sum(bool(record) for record in records)
    delivered = [record.replace("\n", line_end) for record in records if record]
    for ordinal, _, raw, key in found:
        assert raw == delivered[ordinal - 1] if raw else delivered[ordinal - 1].startswith(key)


TEXT = st.text(
    st.one_of(
        st.sampled_from(list(",\"\n\r \t;'\\é质\ufeff")),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=8,
)


@settings(max_examples=120, deadline=None)
@given(
    rows=st.lists(st.tuples(TEXT, TEXT, TEXT, TEXT), max_size=6),
    line_end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
)
def test_any_text_comes_back_as_it_was_written(
    rows: list[tuple], line_end: str, quoting: int, mark: bytes, read_csv: Callable
) -> None:
    if quoting == csv.QUOTE_MINIMAL:  # then Python's writer leaves a lone CR without quotes
        rows = [tuple(value.replace("\r", "") for value in row) for row in rows]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=line_end, quoting=quoting)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    expected = [(None, *(value or None for value in row)) for row in rows]
    assert read_csv(mark + out.getvalue().encode()) == expected


@settings(max_examples=200, deadline=None)
@given(body=st.text(st.sampled_from('ab,,," \n\n'), max_size=40))
def test_any_bytes_are_read_whole_or_refused(body: str, read_csv: Callable) -> None:
    """What is accepted is what Python's own reader understands, record by record."""
    expected = [row for row in csv.reader(io.StringIO(body, newline="")) if row]
    try:
        found = read_csv(f"{HEADER}\n{body}".encode())
    except FileError as error:
        assert "quoting fault" in str(error)
        assert '"' in body
        return
    sound = [(None, *(value or None for value in row)) for row in expected if len(row) == 4]
    assert [row for row in found if row[0] is None] == sound
    assert [row[0] is not None for row in found] == [len(row) != 4 for row in expected]


@pytest.mark.parametrize("chunk", [7, 64, 1000])
def test_chunks_do_not_show(chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [f'R{n},"é, ""质""\r\n{n}",UTC,{NOW}' for n in range(200)]
    records[57], records[199] = "bad", "worse,"
    monkeypatch.setattr(csv_scan, "CHUNK_BYTES", chunk)
    landing = land_regions(tmp_path, "\r\n".join([HEADER, *records]).encode())
    found = rows_of(landing, "_row_number", "_line", "_malformed", "region_name")
    assert [row[:3] for row in found if row[2]] == [(58, 116, "bad"), (200, 399, "worse,")]
    assert found[3] == (4, None, None, 'é, "质"\r\n3')


def test_a_quote_inside_plain_text_is_text(tmp_path: Path) -> None:
    content = f'{HEADER}\nR1,5" pipe,UTC,{NOW}\nR2,a "b" c,UTC,{NOW}\n"R3","6"" pipe",UTC,{NOW}\n'
    landing = land_regions(tmp_path, content.encode())
    assert rows_of(landing, "region_name") == [('5" pipe',), ('a "b" c',), ('6" pipe',)]


def test_a_field_of_ten_megabytes_is_kept(tmp_path: Path) -> None:
    value = "质, \n" * 1_700_000
    landing = land_regions(tmp_path, f'{HEADER}\nR1,"{value}",UTC,{NOW}\nR2,B,UTC,{NOW}\n'.encode())
    assert rows_of(landing, "region_name") == [(value,), ("B",)]


def test_names_are_found_in_any_order_case_and_with_blanks(tmp_path: Path) -> None:
    content = f" Updated_At ,zone,TIMEZONE,,region_NAME,Region_Id,a\n{NOW},z,UTC,x,A,R1,\n"
    landing = land_regions(tmp_path, b"\xef\xbb\xbf" + content.encode())
    assert rows_of(landing, *COLUMNS, "extra_columns") == [
        ("R1", "A", "UTC", NOW, '{"column_4":"x","zone":"z"}')
    ]


def test_extra_columns_are_null_when_they_hold_nothing(tmp_path: Path) -> None:
    content = f'{HEADER},b,a\nR1,A,UTC,{NOW},,\nR2,B,UTC,{NOW},2,\nR3,C,UTC,{NOW},"x""",1\n'
    landing = land_regions(tmp_path, content.encode())
    assert rows_of(landing, "extra_columns") == [
        (None,),
        ('{"b":"2"}',),
        ('{"a":"1","b":"x\\""}',),
    ]


def test_a_header_alone_is_a_delivered_empty_table(tmp_path: Path) -> None:
    for content in (HEADER, HEADER + "\n", HEADER + "\r\n\r\n"):
        landing = land_regions(tmp_path, content.encode())
        assert landing.tables["service.regions"].is_delivered
        assert rows_of(landing, *COLUMNS) == []


def test_gzip_reads_like_plain_text(tmp_path: Path) -> None:
    content = f"{HEADER}\nR1,A,UTC,{NOW}\nbad\n".encode()
    half = len(content) // 2
    packed = gzip.compress(content[:half]) + gzip.compress(content[half:])
    plain = rows_of(land_regions(tmp_path / "a", content), *COLUMNS, "_row_number", "_malformed")
    landing = land_regions(tmp_path / "b", packed, "regions.csv.gz")
    assert rows_of(landing, *COLUMNS, "_row_number", "_malformed") == plain

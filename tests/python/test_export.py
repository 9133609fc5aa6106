"""Export: every value comes back as the mart has it, and no text becomes a formula."""

from __future__ import annotations

import csv
import json
import math
import re
import subprocess
import sys
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest
import synthetic_warehouse

from orchestration.errors import Refusal
from orchestration.export import RECORD, WORKBOOK, export_to, workbook
from orchestration.export.plain import GUARDED
from orchestration.export.relations import Relation, all_relations
from orchestration.warehouse import PUBLISHED_NAME

FORMULAS = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "＋1", "－1", "＠x"),
    *("\u3000=1", "\ufeff=1", "'=1", "''-1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")'),
)
PLAIN = ("", "a=b", "泵 -1", "1-2", "'quoted'", "'", "a\nb", 'say "x", y; z', "007", "1e5", " x")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All relations of the models, and a mart of hard cases."""
    path = tmp_path_factory.mktemp("warehouse") / PUBLISHED_NAME
    synthetic_warehouse.write(path, synthetic_warehouse.models(), "build-1", rows=30)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table marts.hard (n integer, name varchar, price decimal(28, 2),"
            " big bigint, share double, day date, happened_at timestamp, yes boolean)"
        )
        for number, text in enumerate((*FORMULAS, *PLAIN, None)):
            connection.execute(
                "insert into marts.hard values (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    *(number, text, Decimal("-12.50") if number % 2 else None),
                    *(2**53 + number, -0.1 * number, date(2024, 2, 29) + timedelta(number)),
                    *(datetime(2026, 3, 8, 2, 30, number, 123000), number % 3 == 0),
                ],
            )
        connection.execute(
            "insert into marts.hard (n, price, day) values (99, 12345678901234567890.12,"
            " '1899-12-31')"
        )
    return path


def rows_of(connection: duckdb.DuckDBPyConnection, relation: Relation) -> list[tuple]:
    return connection.execute(f"select * from {relation.quoted}").fetchall()


def marts(connection: duckdb.DuckDBPyConnection) -> list[Relation]:
    return [r for r in all_relations(connection) if r.schema == "marts"]


def test_parquet_holds_every_value_and_type(published: Path, tmp_path: Path) -> None:
    summary = export_to(published, tmp_path, "parquet")
    with duckdb.connect(str(published), read_only=True) as connection:
        for relation in marts(connection):
            file = f"from read_parquet('{tmp_path}/{relation.name}.parquet')"
            types = [str(row[1]) for row in connection.execute(f"describe {file}").fetchall()]
            assert types == [column.type for column in relation.columns]
            assert connection.execute(file).fetchall() == rows_of(connection, relation)
        assert summary.rows == sum(r.row_count for r in marts(connection)) > 300
    assert len(summary.files) == len(summary.relations)


def test_csv_holds_every_value_and_guards_texts_only(published: Path, tmp_path: Path) -> None:
    export_to(published, tmp_path, "csv")
    values = guarded = 0
    with duckdb.connect(str(published), read_only=True) as connection:
        for relation in marts(connection):
            path = tmp_path / f"{relation.name}.csv"
            assert path.read_bytes().startswith(b"\xef\xbb\xbf")
            types = ", ".join(f"'{c.name}': '{c.type}'" for c in relation.columns)
            back = connection.execute(
                f"from read_csv('{path}', header = true, auto_detect = false, nullstr = '',"
                f" allow_quoted_nulls = false, columns = {{{types}}}, quote = '\"', escape = '\"')"
            ).fetchall()
            wanted = rows_of(connection, relation)
            assert len(back) == len(wanted)
            for row, row_wanted in zip(back, wanted, strict=True):
                for value, value_wanted in zip(row, row_wanted, strict=True):
                    values += 1
                    if isinstance(value, str) and is_guarded(connection, value):
                        guarded += 1
                        value = value[1:]
                    assert value == value_wanted, relation.label
    print(f"{values:,} values, {guarded} texts guarded")
    assert guarded > len(FORMULAS)


def is_guarded(connection: duckdb.DuckDBPyConnection, value: str) -> bool:
    query = "select regexp_matches(?, ?)"
    return connection.execute(query, [value, GUARDED]).fetchone()[0]


def test_no_csv_text_begins_like_a_formula_and_numbers_stay_numbers(
    published: Path, tmp_path: Path
) -> None:
    export_to(published, tmp_path, "csv", ["marts.hard"], with_bom=False)
    with (tmp_path / "hard.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [row["name"] for row in rows]
    assert names[: len(FORMULAS)] == ["'" + text for text in FORMULAS]
    assert names[len(FORMULAS) : len(FORMULAS) + len(PLAIN)] == list(PLAIN)
    danger = re.compile(r"[\s\u3000\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")
    assert not [name for name in names if danger.match(name)]
    assert rows[1]["price"] == "-12.50" and float(rows[1]["share"]) == -0.1


def test_the_workbook_holds_every_value_as_what_it_is(published: Path, tmp_path: Path) -> None:
    export_to(published, tmp_path, "xlsx")
    book = openpyxl.load_workbook(tmp_path / WORKBOOK)
    index = {row[1]: row for row in book["index"].iter_rows(min_row=2, values_only=True) if row[1]}
    values = 0
    with duckdb.connect(str(published), read_only=True) as connection:
        assert set(index) >= {r.label for r in marts(connection)}
        for relation in marts(connection):
            sheet, rows = book[index[relation.label][0]], rows_of(connection, relation)
            assert index[relation.label][2] == relation.row_count == len(rows)
            header = [cell.value for cell in sheet[1]]
            assert header == [column.name for column in relation.columns]
            for cell, column in zip(sheet[1], relation.columns, strict=True):
                assert (cell.comment.text if cell.comment else "") == column.comment
            cells = sheet.iter_rows(min_row=2, max_row=1 + len(rows))
            for line, row in zip(cells, rows, strict=True):
                for cell, value in zip(line, row, strict=True):
                    values += 1
                    assert as_expected(cell.value, value), (relation.label, cell.value, value)
                    assert cell.data_type != "f" and cell.hyperlink is None
    hard = list(book["hard"].iter_rows(min_row=2, values_only=True))
    assert [unescaped(row[1]) for row in hard[: len(FORMULAS)]] == list(FORMULAS)
    assert hard[0][3] == 2**53 and hard[1][3] == str(2**53 + 1)
    assert hard[-1][2] == "12345678901234567890.12" and hard[-1][5] == "1899-12-31"
    assert book["hard"]["C3"].number_format == "#,##0.00" and hard[1][2] == -12.5
    assert book["hard"]["F2"].is_date
    print(f"{values:,} cells compared")


def unescaped(found: object) -> object:
    """Excel's own way to write a carriage return into XML, which openpyxl hands on as it is."""
    return found.replace("_x000D_", "\r") if isinstance(found, str) else found


def as_expected(found: object, value: object) -> bool:
    if isinstance(value, bool) or value is None:
        return found is value
    if isinstance(value, datetime):
        return abs(found - value) < timedelta(milliseconds=1)
    if isinstance(value, date):
        return found in (datetime(value.year, value.month, value.day), str(value))
    if isinstance(value, Decimal):
        return found == str(value) or Decimal(repr(found)) == value
    if isinstance(value, str):
        return unescaped(found) == value
    if isinstance(value, float) and isinstance(found, float):
        return math.isclose(found, value, rel_tol=1e-15)  # 16 digits; Excel shows 15
    return found == value or found == str(value)


def test_a_mart_too_long_for_a_sheet_is_named(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 30)
    with pytest.raises(Refusal, match=r"A sheet holds 29 rows.*\n(.*\n)*  - marts\.hard: 31 rows"):
        export_to(published, tmp_path, "xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_text_too_long_for_a_cell_is_named(published: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    other.write_bytes(published.read_bytes())
    with duckdb.connect(str(other)) as connection:
        connection.execute("update marts.hard set name = repeat('x', 32768) where n = 4")
    with pytest.raises(Refusal, match=r"marts\.hard does not fit.*column name"):
        export_to(other, tmp_path / "out", "xlsx", ["marts.hard"])
    assert list((tmp_path / "out").iterdir()) == []


def test_sheet_names_are_short_unique_and_legal() -> None:
    long = "a" * 40
    names = workbook.sheet_names(
        [Relation("marts", name, "", (), 0) for name in (long, long + "b", "Index", "x[1]:*?/\\y")]
    )
    assert len({name.lower() for name in names.values()}) == 4
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names.values())
    assert "index" not in {name.lower() for name in names.values()}


def test_foreign_files_are_left_and_own_ones_renewed(published: Path, tmp_path: Path) -> None:
    relations = ["marts.hard", "core.dim_units"]
    first = export_to(published, tmp_path, "csv", relations)
    assert first.files == ["core.dim_units.csv", "hard.csv"]
    export_to(published, tmp_path, "csv", relations)
    before = (tmp_path / "hard.csv").read_bytes()
    (tmp_path / "core.dim_units.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(Refusal, match=r"no longer, as this command wrote(.*\n)+.*core\.dim_units"):
        export_to(published, tmp_path, "csv", relations, with_bom=False)
    assert (tmp_path / "hard.csv").read_bytes() == before
    assert (tmp_path / "core.dim_units.csv").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *(RECORD, "core.dim_units.csv", "hard.csv"),
    ]


def test_an_unknown_relation_gets_suggestions(published: Path, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"hardd; did you mean marts\.hard"):
        export_to(published, tmp_path, "csv", ["marts.hardd"])
    with pytest.raises(Refusal, match=r"marts\.nps"):
        export_to(published, tmp_path, "csv", ["nps"])


def test_the_command_says_what_it_wrote(published: Path, tmp_path: Path) -> None:
    command = [
        *(sys.executable, "-m", "orchestration.cli", "export", "--warehouse", published.parent),
        *("--out", tmp_path / "out", "--format", "csv", "--relation", "marts.hard"),
    ]
    done = subprocess.run([*command, "--json"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["relations"] == {"marts.hard": len(FORMULAS) + len(PLAIN) + 2}
    refused = subprocess.run([*command, "--relation", "x.y"], capture_output=True, text=True)
    assert refused.returncode == 1 and "no such relation" in refused.stderr

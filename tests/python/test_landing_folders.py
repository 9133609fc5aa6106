"""A raw folder: which files are read, what is remembered of them, and what is left alone."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.contract import load_contract
from orchestration.landing import Landing, LandingError, folders, land
from orchestration.landing.columns import landed_columns

HEADER = "region_id,region_name,timezone,updated_at"
NOW = "2024-01-01 00:00"


def put(folder: Path, name: str, *keys: str, header: str = HEADER) -> Path:
    path = folder / "raw" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *(f"{key},A,UTC,{NOW}" for key in keys), ""]))
    return path


def land_raw(folder: Path, name: str = "raw") -> Landing:
    return land(str(folder / name), folder / "snapshot")


def regions(landing: Landing, *columns: str) -> list[tuple]:
    directory = landing.tables["service.regions"].directory
    with duckdb.connect() as connection:
        return connection.execute(
            f"select {', '.join(columns or ['region_id'])} from read_parquet(?) "
            "order by _file, _row_number",
            [f"{directory}/*.parquet"],
        ).fetchall()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that are really read."""
    seen: list[str] = []
    read = folders.FolderSource.read

    def counted(self, connection, delivered, work, target):
        seen.append(delivered.file)
        return read(self, connection, delivered, work, target)

    monkeypatch.setattr(folders.FolderSource, "read", counted)
    return seen


def test_every_layout_is_found(tmp_path: Path) -> None:
    put(tmp_path, "service/regions.csv", "R1")
    put(tmp_path, "service/regions/2024/a.csv", "R2")
    put(tmp_path, "Service/REGIONS/b.CSV", "R3")
    (tmp_path / "raw" / "service" / "regions.parquet").mkdir()
    table = pa.table({name: ["R4"] for name in HEADER.split(",")})
    pq.write_table(table, tmp_path / "raw/service/regions.parquet/part-0.parquet")
    landing = land_raw(tmp_path)
    assert sorted(key for (key,) in regions(landing)) == ["R1", "R2", "R3", "R4"]
    assert [file.path for file in landing.tables["service.regions"].files] == [
        "Service/REGIONS/b.CSV",
        "service/regions.csv",
        "service/regions.parquet/part-0.parquet",
        "service/regions/2024/a.csv",
    ]
    assert landing.warnings == []


def test_every_table_of_the_contract_has_its_shape(tmp_path: Path) -> None:
    put(tmp_path, "service/regions.csv", "R1")
    landing = land_raw(tmp_path)
    assert len(landing.tables) == 63
    for name, table in load_contract().items():
        (file,) = landing.tables[name].directory.iterdir()
        assert pq.read_schema(file).names == list(landed_columns(table))
        assert (file.name == "absent.parquet") is not landing.tables[name].is_delivered


def test_a_partition_fills_the_column_that_the_file_lacks(tmp_path: Path) -> None:
    header = "region_id,region_name,updated_at"
    path = put(tmp_path, "service/regions/timezone=Asia%2FShanghai/dt=2024-01-01/a.csv")
    path.write_text(f"{header}\nR1,A,{NOW}\n")
    put(tmp_path, "service/regions/timezone=X/b.csv", "R2")
    put(tmp_path, "service/regions/dt=__HIVE_DEFAULT_PARTITION__/c.csv", "R3")
    landing = land_raw(tmp_path)
    assert regions(landing, "region_id", "timezone", "extra_columns") == [
        ("R3", "UTC", None),
        ("R1", "Asia/Shanghai", '{"dt":"2024-01-01"}'),
        ("R2", "UTC", None),
    ]


def test_a_partition_beside_a_parquet_file_counts_too(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "service" / "regions" / "dt=2024-01-01"
    folder.mkdir(parents=True)
    pq.write_table(pa.table({n: ["R1"] for n in HEADER.split(",")}), folder / "a.parquet")
    landing = land_raw(tmp_path)
    assert regions(landing, "extra_columns") == [('{"dt":"2024-01-01"}',)]


def test_an_unchanged_file_is_not_read_again(tmp_path: Path, reads: list[str]) -> None:
    put(tmp_path, "service/regions/a.csv", "R1")
    put(tmp_path, "service/regions/b.csv", "R2")
    first = land_raw(tmp_path)
    assert (len(reads), first.files_read) == (2, 2)
    second = land_raw(tmp_path)
    assert (len(reads), second.files_read) == (2, 0)
    assert (second.tables, second.fingerprint) == (first.tables, first.fingerprint)
    put(tmp_path, "service/regions/b.csv", "R2", "R3")
    third = land_raw(tmp_path)
    assert reads[2:] == ["service/regions/b.csv"]
    assert regions(third) == [("R1",), ("R2",), ("R3",)]
    assert third.fingerprint != first.fingerprint


def test_a_touched_file_is_read_again(tmp_path: Path, reads: list[str]) -> None:
    path = put(tmp_path, "service/regions.csv", "R1")
    first = land_raw(tmp_path)
    os.utime(path, ns=(1, 1))
    second = land_raw(tmp_path)
    assert len(reads) == 2
    assert second.fingerprint == first.fingerprint


def test_another_folder_with_the_same_names_is_read(tmp_path: Path, reads: list[str]) -> None:
    path = put(tmp_path, "service/regions.csv", "R1")
    first = land_raw(tmp_path)
    shutil.copytree(tmp_path / "raw", tmp_path / "copy")
    copy = tmp_path / "copy" / "service" / "regions.csv"
    copy.write_text(copy.read_text().replace("R1", "R9"))
    os.utime(copy, ns=(path.stat().st_mtime_ns, path.stat().st_mtime_ns))
    assert regions(land_raw(tmp_path, "copy")) == [("R9",)]
    assert land_raw(tmp_path).fingerprint == first.fingerprint


def test_the_fingerprint_knows_neither_place_nor_time(tmp_path: Path) -> None:
    put(tmp_path, "service/regions.csv", "R1")
    shutil.copytree(tmp_path / "raw", tmp_path / "elsewhere" / "raw")
    os.utime(tmp_path / "elsewhere" / "raw" / "service" / "regions.csv", ns=(5, 5))
    here, there = land_raw(tmp_path), land_raw(tmp_path / "elsewhere")
    assert here.fingerprint == there.fingerprint
    (tmp_path / "raw" / "service" / "regions.csv").rename(
        tmp_path / "raw" / "service" / "regions.CSV"
    )
    assert land_raw(tmp_path).fingerprint != here.fingerprint


def test_what_is_gone_from_the_source_is_gone_from_the_snapshot(tmp_path: Path) -> None:
    put(tmp_path, "service/regions/a.csv", "R1")
    put(tmp_path, "service/regions/b.csv", "R2")
    gone = put(tmp_path, "crm/sales.csv", header="sale_id")
    gone.unlink()
    land_raw(tmp_path)
    (tmp_path / "raw/service/regions/a.csv").unlink()
    leftover = tmp_path / "snapshot" / "crm" / "sales" / ".killed.tmp"
    leftover.write_text("x")
    landing = land_raw(tmp_path)
    assert regions(landing) == [("R2",)]
    assert not leftover.exists()
    shutil.rmtree(tmp_path / "raw/service/regions")
    put(tmp_path, "service/regions.csv", "R3")
    assert regions(land_raw(tmp_path)) == [("R3",)]


def test_a_lost_or_torn_manifest_costs_a_reading_only(tmp_path: Path, reads: list[str]) -> None:
    put(tmp_path, "service/regions.csv", "R1")
    first = land_raw(tmp_path)
    for torn in ("", "{", json.dumps({"version": 1, "files": {"a": {"root": 1}}}), "[]"):
        (tmp_path / "snapshot" / "manifest.json").write_text(torn)
        assert land_raw(tmp_path).fingerprint == first.fingerprint
    assert len(reads) == 5


def test_rows_missing_from_the_snapshot_are_read_again(tmp_path: Path, reads: list[str]) -> None:
    put(tmp_path, "service/regions.csv", "R1")
    landing = land_raw(tmp_path)
    for path in landing.tables["service.regions"].directory.iterdir():
        path.unlink()
    assert regions(land_raw(tmp_path)) == [("R1",)]
    assert len(reads) == 2


def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "service/regions.csv", "R1")
    write = folders.write_csv

    def slow(*arguments):
        written = write(*arguments)
        put(tmp_path, "service/regions.csv", "R1", "R2")
        return written

    monkeypatch.setattr(folders, "write_csv", slow)
    with pytest.raises(LandingError, match="changed while it was read") as caught:
        land_raw(tmp_path)
    assert caught.value.problems[0].file == "service/regions.csv"
    assert path.exists()


def test_strangers_are_told_with_what_was_meant(tmp_path: Path) -> None:
    put(tmp_path, "service/regions.csv", "R1")
    put(tmp_path, "service/region.csv", "R1")
    put(tmp_path, "servce/tickets.csv", "R1")
    put(tmp_path, "claims.csv", "R1")
    put(tmp_path, "crm/sales.xlsx", "R1")
    put(tmp_path, "crm/zzz.csv", "R1")
    put(tmp_path, "service/visits/notes.txt", "R1")
    warnings = {warning.file: warning.cure for warning in land_raw(tmp_path).warnings}
    assert warnings == {
        "service/region.csv": "did you mean service/regions?",
        "servce": "did you mean service/?",
        "claims.csv": "did you mean warranty/claims.csv?",
        "crm/sales.xlsx": None,
        "crm/zzz.csv": None,
        "service/visits/notes.txt": None,
    }


def test_truth_and_hidden_files_are_left_alone(tmp_path: Path) -> None:
    put(tmp_path, "service/regions.csv", "R1")
    for name in ("truth/x.csv", ".git/x", "service/.regions.csv.swp", "service/regions/_SUCCESS"):
        put(tmp_path, name, "R9")
    put(tmp_path, "service/regions/_temporary/a.csv", "R9")
    landing = land_raw(tmp_path)
    assert landing.warnings == []
    assert regions(landing) == [("R1",)]


def test_links_are_followed_but_into_no_circle(tmp_path: Path) -> None:
    target = put(tmp_path, "service/regions/a.csv", "R1")
    (tmp_path / "raw/service/regions/loop").symlink_to(target.parent)
    store = put(tmp_path / "store", "x.csv", "R2")
    (tmp_path / "raw/service/regions/b.csv").symlink_to(store)
    assert regions(land_raw(tmp_path)) == [("R1",), ("R2",)]


def test_many_files_make_one_table(tmp_path: Path) -> None:
    for number in range(150):
        put(tmp_path, f"service/regions/dt={number:03}/part.csv", f"R{number:03}")
    said: list[str] = []
    landing = land(str(tmp_path / "raw"), tmp_path / "snapshot", progress=said.append)
    assert [key for (key,) in regions(landing)] == [f"R{n:03}" for n in range(150)]
    assert landing.tables["service.regions"].rows == 150
    assert said[0] == "read service.regions from service/regions/dt=000/part.csv: 1 rows"

"""Broken deliveries: each is refused with its table, file and place, and leaves nothing behind."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.landing import LandingError, land

HEADER = (
    b"sale_id,order_id,customer_id,product_id,ordered_on,quantity,net_amount,currency,updated_at"
)
ROW = b"S1,O1,C1,P1,2024-01-02,1,10.50,CNY,2024-01-03 00:00:00"
FILE = "crm/sales.csv"


@dataclass(frozen=True)
class Broken:
    """One kind of fault: what is written, and what the message must say."""

    name: str
    content: bytes | Callable[[Path], None]
    says: str
    line: int | None = None
    column: str | None = None
    file: str = FILE
    cure: str = ""


def lines(*records: bytes, end: bytes = b"\n") -> bytes:
    return end.join(records) + end


def text(*records: str, codec: str) -> bytes:
    return "\n".join([HEADER.decode(), *records, ""]).encode(codec)


def with_text(value: str) -> str:
    return ROW.decode().replace("P1", value)


def parquet(folder: Path, name: str = "sales.parquet", **changes: pa.Array | None) -> Path:
    values = dict(zip(HEADER.decode().split(","), ROW.decode().split(","), strict=True))
    columns = {key: pa.array([value]) for key, value in values.items()} | changes
    path = folder / name
    pq.write_table(pa.table({k: v for k, v in columns.items() if v is not None}), path)
    return path


def cut_parquet(folder: Path) -> None:
    path = parquet(folder)
    path.write_bytes(path.read_bytes()[:-40])


def damaged_parquet(folder: Path) -> None:
    path = parquet(folder)
    content = bytearray(path.read_bytes())
    content[4:60] = bytes(56)
    path.write_bytes(bytes(content))


def twice_parquet(folder: Path) -> None:
    table = pq.read_table(parquet(folder))
    table = table.append_column("Currency", pa.array(["CNY"]))
    pq.write_table(table, folder / "sales.parquet")


def cut_gzip(folder: Path) -> None:
    content = gzip.compress(lines(HEADER, *[ROW] * 200))
    (folder / "sales.csv.gz").write_bytes(content[: len(content) // 2])


def fault_in_gzip(folder: Path) -> None:
    (folder / "sales.csv.gz").write_bytes(gzip.compress(lines(HEADER, ROW, b'S2,"O2')))


def no_gzip(folder: Path) -> None:
    (folder / "sales.csv.gz").write_bytes(lines(HEADER, ROW))


def partitioned(folder: Path) -> None:
    (folder / "sales" / "dt=2024-01-01").mkdir(parents=True)
    (folder / "sales" / "dt=2024-01-01" / "a.csv").write_bytes(lines(HEADER, ROW, b'S2,"O2"x'))


def name_with_sql(folder: Path) -> None:
    (folder / "sales").mkdir()
    (folder / "sales" / "a'; drop table x; --.csv").write_bytes(lines(HEADER, ROW, b'S"2,"O2'))


def name_not_utf8(folder: Path) -> None:
    (folder / "sales").mkdir()
    Path(folder / "sales" / "\udcff.csv").write_bytes(lines(HEADER, ROW))


def dangling_link(folder: Path) -> None:
    (folder / "sales.csv").symlink_to(folder / "nowhere.csv")


LONG = b"x" * (17 * 1024 * 1024)
CHINESE = with_text("质保索赔处理流程")

BROKEN = [
    Broken("empty file", b"", "empty (0 bytes)", line=1),
    Broken("byte-order mark alone", b"\xef\xbb\xbf", "no header", line=1),
    Broken("blank first line", b"\n" + lines(HEADER, ROW), "first line is blank", line=1),
    Broken("no header", lines(ROW, ROW), "no header", line=1, cure="sale_id,order_id"),
    Broken("semicolons", lines(HEADER, ROW).replace(b",", b";"), "parted by ';'", line=1),
    Broken("tabs", lines(HEADER, ROW).replace(b",", b"\t"), "parted by '\\t'", line=1),
    Broken("name twice", lines(HEADER + b",currency", ROW + b",CNY"), "twice", 1, "currency"),
    Broken("name twice in other case", lines(HEADER + b",Sale_ID", ROW), "twice", 1, "Sale_ID"),
    Broken(
        "required column absent",
        lines(HEADER.replace(b"net_amount,", b""), ROW),
        "required column is absent",
        1,
        "net_amount",
    ),
    Broken(
        "required column misspelt",
        lines(HEADER.replace(b"updated_at", b"update_at"), ROW),
        "absent",
        1,
        "updated_at",
        cure="rename 'update_at'",
    ),
    Broken(
        "injected SQL as a header",
        lines(HEADER.replace(b"quantity", b'"""; drop table sales; --"'), ROW),
        "absent",
        1,
        "quantity",
    ),
    Broken("GB18030", text(*[CHINESE] * 3, codec="gb18030"), "GB18030", 2, cure="iconv -f GB18030"),
    Broken(
        "Windows-1252",
        text(ROW.decode(), with_text("Gerät à vérifier"), codec="cp1252"),
        "WINDOWS-1252",
        3,
        cure="iconv -f WINDOWS-1252",
    ),
    Broken(
        "UTF-16 with a mark", text(CHINESE, codec="utf-16"), "UTF-16", 1, cure="iconv -f UTF-16"
    ),
    Broken("UTF-16 without a mark", text(ROW.decode(), codec="utf-16-le"), "UTF-16LE", 1),
    Broken("damaged UTF-8", text(*[CHINESE] * 3, codec="utf-8")[:-60] + b"\xe8\n", "damaged", 4),
    Broken("NUL byte", lines(HEADER, ROW, ROW.replace(b"P1", b"P\x001")), "NUL byte", 3),
    Broken("quote never closed", lines(HEADER, ROW, b'S2,"O2', ROW, ROW), "quoting fault", 3),
    Broken("text behind a quote", lines(HEADER, ROW, b'S2,"O2"x,3', ROW), "quoting fault", 3),
    Broken("blank before a quote", lines(HEADER, b'S2, "O2"'), "quoting fault", 2),
    Broken(
        "quote closed far below", lines(HEADER, b'S2,"O2', ROW, b'S3,"O3",'), "quoting fault", 2
    ),
    Broken("open quote in header", lines(b'"' + HEADER, ROW), "quoting fault", 1),
    Broken("mixed line ends", lines(HEADER, ROW) + ROW + b"\r\n", "mixed line ends", 3),
    Broken("bare carriage return", lines(HEADER, ROW, ROW.replace(b"P", b"\r")), "mixed", 3),
    Broken("line above 16 MiB", lines(HEADER, ROW, ROW + LONG, ROW), "longer than 16 MiB", 3),
    Broken("line above 16 MiB at the end", HEADER + b"\n" + LONG, "longer than 16 MiB", 2),
    Broken("workbook named CSV", b"PK\x03\x04" + bytes(60), "Excel"),
    Broken("gzip named CSV", gzip.compress(lines(HEADER, ROW)), "gzip", cure=".csv.gz"),
    Broken("dangling link", dangling_link, "cannot be opened"),
    Broken("cut gzip", cut_gzip, "cut off", file="crm/sales.csv.gz", cure="gzip -t"),
    Broken("CSV named gzip", no_gzip, "cut off or damaged", file="crm/sales.csv.gz"),
    Broken("fault inside gzip", fault_in_gzip, "quoting fault", 3, file="crm/sales.csv.gz"),
    Broken("cut Parquet", cut_parquet, "unreadable Parquet", file="crm/sales.parquet"),
    Broken("damaged Parquet", damaged_parquet, "unreadable Parquet", file="crm/sales.parquet"),
    Broken(
        "empty Parquet",
        lambda folder: (folder / "sales.parquet").touch(),
        "unreadable Parquet",
        file="crm/sales.parquet",
    ),
    Broken(
        "Parquet without a required column",
        lambda folder: parquet(folder, currency=None),
        "absent",
        None,
        "currency",
        file="crm/sales.parquet",
    ),
    Broken(
        "Parquet with a name twice",
        twice_parquet,
        "twice",
        None,
        "Currency",
        file="crm/sales.parquet",
    ),
    Broken(
        "NUL in Parquet",
        lambda folder: parquet(folder, channel=pa.array(["a\0b"])),
        "NUL character in row 1",
        None,
        "channel",
        file="crm/sales.parquet",
    ),
    Broken("in a partition", partitioned, "quoting", 3, file="crm/sales/dt=2024-01-01/a.csv"),
    Broken(
        "injected SQL as a file name",
        name_with_sql,
        "quoting fault",
        3,
        file="crm/sales/a'; drop table x; --.csv",
    ),
    Broken("file name not UTF-8", name_not_utf8, "name is not UTF-8", file="crm/sales/?.csv"),
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_broken_file_is_refused_with_its_place(broken: Broken, tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "crm"
    folder.mkdir(parents=True)
    if callable(broken.content):
        broken.content(folder)
    else:
        (folder / "sales.csv").write_bytes(broken.content)
    before = listing(tmp_path)
    with pytest.raises(LandingError) as caught:
        land(str(tmp_path / "raw"), tmp_path / "snapshot")
    problem = caught.value.problems[0]
    assert len(caught.value.problems) == 1, str(caught.value)
    assert problem.table == "crm.sales"
    assert problem.file == broken.file
    assert broken.says in problem.message
    assert problem.line == broken.line
    assert problem.column == broken.column
    assert broken.cure in (problem.cure or "")
    for part in ("crm.sales", broken.file, f"line {broken.line}" if broken.line else ""):
        assert part in str(caught.value)
    after = [path for path in listing(tmp_path) if not path.startswith("snapshot")]
    assert after == before
    assert not list((tmp_path / "snapshot").rglob("*.parquet"))


def listing(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))

"""The snapshot on disk: canonical Parquet per delivered file, and what is known of it."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.contract import Table
from orchestration.landing.columns import landed_columns
from orchestration.landing.writing import Delivered, Written, quote_name, write_parquet

# Raise it when the landed shape or the reading changes: every file is then read anew.
READER_VERSION = 1
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Entry:
    """What is known of a file that was read: how it looked then, and where its rows are."""

    root: str
    size: int
    mtime_ns: int
    shape: str
    sha256: str
    rows: int
    parquet: str


class Snapshot:
    """Directory `<snapshot>/<system>/<table>/*.parquet` with its manifest."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.work = directory / ".work"
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        self._known = _read_manifest(directory / MANIFEST)
        self._kept: dict[str, Entry] = {}

    def find(self, delivered: Delivered, root: str) -> Entry | None:
        """The entry of a file that has not changed since it was read, if its rows are there."""
        entry = self._known.get(_key(delivered))
        if entry is None or not (self.directory / entry.parquet).is_file():
            return None
        seen = (entry.root, entry.size, entry.mtime_ns, entry.shape)
        if seen != (root, delivered.size, delivered.mtime_ns, shape_of(delivered)):
            return None
        self._kept[_key(delivered)] = entry
        return entry

    def keep(self, delivered: Delivered, root: str, written: Written, aside: Path) -> Entry:
        """Move the rows of a file into place."""
        table = delivered.table
        name = hashlib.sha256(delivered.file.encode()).hexdigest()[:16]
        target = Path(table.system, table.name, f"{name}-{written.sha256[:16]}.parquet")
        (self.directory / target).parent.mkdir(parents=True, exist_ok=True)
        aside.replace(self.directory / target)
        entry = Entry(
            root=root,
            size=delivered.size,
            mtime_ns=delivered.mtime_ns,
            shape=shape_of(delivered),
            sha256=written.sha256,
            rows=written.rows,
            parquet=target.as_posix(),
        )
        self._kept[_key(delivered)] = entry
        return entry

    def complete(
        self, connection: duckdb.DuckDBPyConnection, tables: dict[str, Table], present: set[str]
    ) -> None:
        """Remove what is not of this delivery, give absent tables their empty shape, and record."""
        wanted = {entry.parquet for entry in self._kept.values()}
        for name, table in tables.items():
            directory = self.directory / table.system / table.name
            directory.mkdir(parents=True, exist_ok=True)
            if name not in present:
                wanted.add(f"{table.system}/{table.name}/absent.parquet")
                self._write_absent(connection, table, directory / "absent.parquet")
            for path in directory.iterdir():
                if path.relative_to(self.directory).as_posix() not in wanted:
                    path.unlink()
        self.save()

    def save(self) -> None:
        """Write the manifest, so that files read now are not read again; leaves no scratch."""
        aside = self.directory / f".{MANIFEST}.tmp"
        document = {
            "version": READER_VERSION,
            "files": {k: asdict(e) for k, e in self._kept.items()},
        }
        aside.write_text(json.dumps(document, indent=1, sort_keys=True), encoding="utf-8")
        aside.replace(self.directory / MANIFEST)
        shutil.rmtree(self.work, ignore_errors=True)

    def _write_absent(
        self, connection: duckdb.DuckDBPyConnection, table: Table, target: Path
    ) -> None:
        if _has_columns(target, list(landed_columns(table))):
            return
        aside = self.work / "absent.parquet"
        columns = ", ".join(
            f"cast(null as {kind}) as {quote_name(name)}"
            for name, kind in landed_columns(table).items()
        )
        write_parquet(connection, f"select {columns} where false", aside)
        aside.replace(target)


def shape_of(delivered: Delivered) -> str:
    """Hash of all that decides how a file is brought into shape, its bytes aside."""
    table = delivered.table
    parts = [
        READER_VERSION,
        [(column.name, column.type, column.required) for column in table.columns],
        sorted(delivered.partitions.items()),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _key(delivered: Delivered) -> str:
    return f"{delivered.table.full_name}:{delivered.file}"


def _has_columns(path: Path, names: list[str]) -> bool:
    try:
        return pq.read_schema(path).names == names
    except (OSError, pa.ArrowException):
        return False


def _read_manifest(path: Path) -> dict[str, Entry]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["version"] != READER_VERSION:
            return {}
        return {key: Entry(**entry) for key, entry in document["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}

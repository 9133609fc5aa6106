"""Landing: any source into one snapshot, in the one shape that both engines read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import duckdb

from orchestration.contract import Table, load_contract
from orchestration.landing.databases import DuckDbSource, SqliteSource
from orchestration.landing.folders import FolderSource
from orchestration.landing.model import (
    FileError,
    LandedFile,
    LandedTable,
    Landing,
    LandingError,
    Problem,
)
from orchestration.landing.snapshot import Entry, Snapshot
from orchestration.landing.writing import Delivered, Written

Progress = Callable[[str], None]


class Source(Protocol):
    """A place that raw tables come from; `name` tells two places apart.

    After `list_tables`, `warnings` tells what lies there and is not read, and `problems` what
    cannot be read at all.
    """

    name: str
    warnings: list[Problem]
    problems: list[Problem]

    def list_tables(self, contract: dict[str, Table]) -> dict[str, list[Delivered]]:
        """Delivered files of each delivered table."""

    def read(
        self, connection: duckdb.DuckDBPyConnection, delivered: Delivered, work: Path, target: Path
    ) -> Written:
        """Write one file in the landed shape to `target`; raises `FileError`."""


def open_source(source: str) -> Source:
    """The reader for a raw source given as on the command line; raises `LandingError`."""
    if source.startswith(("postgresql://", "postgres://", "mysql://")):
        message = f"{source.split(':')[0]} addresses cannot be read yet."
        raise LandingError(
            [Problem(None, None, message, cure="export to a folder or .duckdb file")]
        )
    path = Path(source)
    if path.is_dir():
        return FolderSource(path)
    if not path.exists():
        cure = "give a folder, a .duckdb file or a .sqlite file"
        raise LandingError([Problem(None, source, "there is nothing at this place.", cure=cure)])
    with path.open("rb") as stream:
        head = stream.read(16)
    if head.startswith(b"SQLite format 3"):
        return SqliteSource(path)
    if head[8:12] == b"DUCK":
        return DuckDbSource(path)
    message = "neither a folder nor a DuckDB or SQLite file."
    cure = "give the folder that holds the systems (crm/, warranty/, ...)"
    raise LandingError([Problem(None, source, message, cure=cure)])


def land(source: str, snapshot_dir: Path, *, progress: Progress | None = None) -> Landing:
    """Read a raw source into a snapshot; files read before and unchanged are not read again.

    `progress` is called with one line of text per file read. Raises `LandingError` with every
    problem of every file; the snapshot is then not fit for a build.
    """
    landing, problems = _land(source, snapshot_dir, progress, is_tolerant=False)
    if problems:
        raise LandingError(problems)
    return landing


def land_sound_files(
    source: str, snapshot_dir: Path, *, progress: Progress | None = None
) -> tuple[Landing, list[Problem]]:
    """Like `land`, but leaves broken files out and returns their problems; fit for a check only.

    A table without a sound file counts as absent. Raises `LandingError` for a source that cannot
    be opened or bears no table of the contract.
    """
    return _land(source, snapshot_dir, progress, is_tolerant=True)


def _land(
    source: str, snapshot_dir: Path, progress: Progress | None, *, is_tolerant: bool
) -> tuple[Landing, list[Problem]]:
    say = progress or (lambda message: None)
    contract = load_contract()
    opened = open_source(source)
    delivered = opened.list_tables(contract)
    if not delivered and not opened.problems:
        raise LandingError([_nothing(source, opened.warnings)])
    snapshot = Snapshot(snapshot_dir)
    with _connect(snapshot.work) as connection:
        entries, problems, files_read = _read_all(connection, opened, delivered, snapshot, say)
        problems = opened.problems + problems
        if problems and not is_tolerant:
            snapshot.save()
        else:
            snapshot.complete(connection, contract, {name for name, _ in entries})
    tables = {
        name: _landed(snapshot_dir, table, delivered.get(name, []), entries)
        for name, table in contract.items()
    }
    fingerprint = _fingerprint(tables)
    landing = Landing(snapshot_dir, tables, fingerprint, list(opened.warnings), files_read)
    return landing, problems


def _read_all(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    delivered: dict[str, list[Delivered]],
    snapshot: Snapshot,
    say: Progress,
) -> tuple[dict[tuple[str, str], Entry], list[Problem], int]:
    entries: dict[tuple[str, str], Entry] = {}
    problems: list[Problem] = []
    files_read = 0
    for name, files in delivered.items():
        for file in files:
            entry = snapshot.find(file, source.name)
            if entry is None:
                aside = snapshot.work / "rows.parquet"
                files_read += 1
                try:
                    written = source.read(connection, file, snapshot.work, aside)
                except FileError as error:
                    problems += error.problems
                    continue
                entry = snapshot.keep(file, source.name, written, aside)
                say(f"read {name} from {file.file}: {written.rows:,} rows")
            entries[name, file.file] = entry
    return entries, problems, files_read


def _connect(work: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("set autoinstall_known_extensions = false")
    connection.execute("set enable_progress_bar = false")
    connection.execute("set temp_directory = $1", [str(work / "spill")])
    return connection


def _landed(
    snapshot_dir: Path,
    table: Table,
    delivered: list[Delivered],
    entries: dict[tuple[str, str], Entry],
) -> LandedTable:
    files = []
    for file in delivered:
        entry = entries.get((table.full_name, file.file))
        if entry is not None:
            files.append(LandedFile(file.file, entry.rows, file.size, entry.sha256))
    directory = snapshot_dir / table.system / table.name
    return LandedTable(directory, is_delivered=bool(files), files=files)


def _fingerprint(tables: dict[str, LandedTable]) -> str:
    digest = hashlib.sha256()
    for name in sorted(tables):
        for file in sorted(tables[name].files, key=lambda landed: landed.path):
            digest.update(f"{name}\0{file.path}\0{file.sha256}\n".encode())
    return digest.hexdigest()


def _nothing(source: str, warnings: list[Problem]) -> Problem:
    hints = [f"{w.file}: {w.cure}" for w in warnings if w.cure]
    return Problem(
        None,
        source,
        "no table of the contract lies here.",
        cure="name folders and files as the contract does, e.g. crm/sales.csv"
        + (f" ({'; '.join(hints[:5])})" if hints else ""),
    )

"""A raw folder: which of its files deliver which table."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import unquote

import duckdb

from orchestration.contract import Table
from orchestration.landing.csv_read import write_csv
from orchestration.landing.model import FileError, Problem
from orchestration.landing.parquet_read import write_from_parquet
from orchestration.landing.writing import Delivered, Written

SUFFIXES = (".csv", ".csv.gz", ".parquet")
_NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__"
# The simulator writes here what it planted; no build ever reads it.
_IGNORED = {"truth"}


class FolderSource:
    """`<raw>/<system>/<table>.csv` or `.parquet`, or files of any depth under `<table>/`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.name = str(root.resolve())
        self.warnings: list[Problem] = []
        self.problems: list[Problem] = []

    def list_tables(self, contract: dict[str, Table]) -> dict[str, list[Delivered]]:
        """Files per delivered table, in order of name; fills `warnings` with what is not read."""
        systems = {table.system for table in contract.values()}
        found: dict[str, list[Delivered]] = {}
        for entry in _entries(self.root):
            system = entry.name.casefold()
            if entry.name in _IGNORED:
                continue
            if not entry.is_dir() or system not in systems:
                self._warn_stranger(entry, systems, contract)
                continue
            members = {t.name: t for t in contract.values() if t.system == system}
            for child in _entries(entry):
                self._list_table(child, members, found)
        return {
            name: sorted(found[name], key=lambda d: d.file) for name in contract if name in found
        }

    def read(
        self, connection: duckdb.DuckDBPyConnection, delivered: Delivered, work: Path, target: Path
    ) -> Written:
        """Write the canonical Parquet of one file; raises `FileError`."""
        is_parquet = delivered.path.name.lower().endswith(".parquet")
        read = write_from_parquet if is_parquet else write_csv
        try:
            written = read(connection, delivered, work, target)
        except OSError as error:
            raise FileError(_unreadable(delivered, error)) from error
        status = delivered.path.stat()
        if (status.st_size, status.st_mtime_ns) != (delivered.size, delivered.mtime_ns):
            cure = "deliver files whole (write aside, then rename), and run again"
            raise FileError(delivered.problem("the file changed while it was read.", cure=cure))
        return written

    def _list_table(
        self, entry: Path, members: dict[str, Table], found: dict[str, list[Delivered]]
    ) -> None:
        suffix = next((s for s in SUFFIXES if entry.name.lower().endswith(s)), "")
        stem = entry.name[: len(entry.name) - len(suffix)] if suffix else entry.name
        table = members.get(stem.casefold())
        if table is None or (not suffix and not entry.is_dir()):
            self._warn_table(entry, stem, members)
            return
        paths = self._walk(entry) if entry.is_dir() else [entry]
        for path in paths:
            delivered = self._deliver(table, path)
            if delivered is not None:
                found.setdefault(table.full_name, []).append(delivered)

    def _walk(self, directory: Path) -> list[Path]:
        """Files under a table's directory; symbolic links are followed, but into no circle."""
        paths = []
        visited = set()
        for folder, folders, files in os.walk(directory, followlinks=True):
            real = os.path.realpath(folder)
            if real in visited:
                folders.clear()
                continue
            visited.add(real)
            folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
            for name in sorted(files):
                path = Path(folder, name)
                if name.startswith((".", "_")):
                    continue
                if name.lower().endswith(SUFFIXES):
                    paths.append(path)
                else:
                    self._warn(path, "not read: it is neither .csv, .csv.gz nor .parquet.")
        return paths

    def _deliver(self, table: Table, path: Path) -> Delivered | None:
        relative = path.relative_to(self.root).as_posix()
        shown = relative.encode("utf-8", "replace").decode("utf-8")
        try:
            relative.encode("utf-8")
            status = path.stat()
        except UnicodeEncodeError:
            self._fail(table, shown, "the file's name is not UTF-8.", "rename the file")
            return None
        except OSError as error:
            self._fail(table, shown, f"the file cannot be opened ({error.strerror}).", None)
            return None
        inner = path.relative_to(self.root).parts[2:-1]
        return Delivered(
            table, path, relative, status.st_size, status.st_mtime_ns, _partitions(inner)
        )

    def _fail(self, table: Table, file: str, message: str, cure: str | None) -> None:
        self.problems.append(Problem(table.full_name, file, message, cure=cure))

    def _warn(self, path: Path, message: str, cure: str | None = None) -> None:
        file = path.relative_to(self.root).as_posix().encode("utf-8", "replace").decode("utf-8")
        self.warnings.append(Problem(None, file, message, cure=cure))

    def _warn_stranger(self, entry: Path, systems: set[str], contract: dict[str, Table]) -> None:
        stem = entry.name.split(".")[0].casefold()
        close = get_close_matches(stem, sorted(systems), n=1, cutoff=0.6)
        homes = [table.full_name for table in contract.values() if table.name == stem]
        cure = None
        if entry.is_dir() and close:
            cure = f"did you mean {close[0]}/?"
        elif homes:
            cure = f"did you mean {homes[0].replace('.', '/')}{''.join(entry.suffixes)}?"
        kind = (
            "no system of the contract has this name" if entry.is_dir() else "no place for a file"
        )
        self._warn(entry, f"not read: {kind}.", cure)

    def _warn_table(self, entry: Path, stem: str, members: dict[str, Table]) -> None:
        stem = stem.split(".")[0].casefold()
        system = entry.parent.name
        if stem in members:
            self._warn(entry, "not read: it is neither .csv, .csv.gz nor .parquet.")
            return
        close = get_close_matches(stem, sorted(members), n=1, cutoff=0.6)
        cure = f"did you mean {system}/{close[0]}?" if close else None
        self._warn(entry, f"not read: {system} has no table of this name in the contract.", cure)


def _entries(directory: Path) -> list[Path]:
    return sorted(p for p in directory.iterdir() if not p.name.startswith((".", "_")))


def _partitions(folders: tuple[str, ...]) -> dict[str, str | None]:
    """Hive-style `name=value` directories, percent-encoding undone."""
    pairs = [folder.split("=", 1) for folder in folders if "=" in folder]
    return {
        unquote(name): None if value == _NULL_PARTITION else unquote(value)
        for name, value in pairs
        if name
    }


def _unreadable(delivered: Delivered, error: OSError) -> Problem:
    return delivered.problem(
        f"the file cannot be read ({error.strerror or error}).",
        cure="check that the file is there and that its rights allow reading",
    )

"""The folder of one warehouse: its places, its lock, and what a killed build leaves behind."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.errors import Refusal

PUBLISHED_NAME = "aftersales.duckdb"


@dataclass(frozen=True)
class Warehouse:
    """Where everything of one warehouse lies; `root` is absolute.

    Readers see `published` only. `build_dir` belongs to the newest build and is emptied when the
    next one starts; `snapshot_dir` is landing's and is kept, so that unchanged files are not read
    again; `history_dir` keeps one small profile per published build.
    """

    root: Path

    @classmethod
    def at(cls, directory: str | Path) -> Warehouse:
        """The warehouse in `directory`, which need not exist yet."""
        return cls(Path(directory).expanduser().resolve())

    @property
    def published(self) -> Path:
        """The file that readers open."""
        return self.root / PUBLISHED_NAME

    @property
    def snapshot_dir(self) -> Path:
        """Canonical Parquet of the current delivery."""
        return self.root / "snapshot"

    @property
    def build_dir(self) -> Path:
        """Everything of the newest build, successful or not."""
        return self.root / "build"

    @property
    def build_file(self) -> Path:
        """The build's own DuckDB file, with gate and rejected rows whole."""
        return self.build_dir / "aftersales_build.duckdb"

    @property
    def target_dir(self) -> Path:
        """dbt's artifacts and log of the newest build."""
        return self.build_dir / "target"

    @property
    def history_dir(self) -> Path:
        """One Parquet file of table profiles per published build."""
        return self.root / "history"

    @property
    def docs_dir(self) -> Path:
        """Data Docs of the newest build."""
        return self.root / "data_docs"

    @property
    def dashboard_dir(self) -> Path:
        """The static site of the newest publication."""
        return self.root / "dashboard"

    @property
    def reports_dir(self) -> Path:
        """Published quarterly reports, a folder each: written once, never again."""
        return self.root / "reports"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own storage."""
        return self.root / "dagster"

    def publication_temp(self, build_id: str) -> Path:
        """The file that becomes `published` by a rename."""
        return self.root / f"{PUBLISHED_NAME}.{build_id}.tmp"

    def remove_leftovers(self) -> None:
        """Remove what earlier builds, killed or not, left aside; call it with the lock held."""
        shutil.rmtree(self.build_dir, ignore_errors=True)
        for leftover in self.root.glob(f"{PUBLISHED_NAME}.*.tmp*"):
            leftover.unlink(missing_ok=True)
        for aside in self.root.glob(f".{self.dashboard_dir.name}-*"):
            shutil.rmtree(aside, ignore_errors=True)
        self.build_dir.mkdir(parents=True, exist_ok=True)


def new_build_id(now: datetime | None = None) -> str:
    """An identifier that sorts by time and is unique on this machine."""
    moment = (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%S%f")
    return f"{moment}-{os.getpid():x}"


@contextmanager
def exclusive(warehouse: Warehouse, build_id: str) -> Iterator[None]:
    """Hold the warehouse for one build; raises `Refusal` at once when another build has it.

    The lock dies with the process, so a killed build never blocks the next one. The descriptor is
    not inherited by child processes.
    """
    try:
        warehouse.root.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(warehouse.root / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise Refusal(
            f"The warehouse folder {warehouse.root} cannot be written: {error.strerror}.",
            cure="give --warehouse a folder that this user may write to.",
            stage="lock",
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy(warehouse, descriptor) from error
        holder = {
            "pid": os.getpid(),
            "build_id": build_id,
            "started_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def open_published(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Read the published file, even while somebody holds it open for writing (then a copy)."""
    with tempfile.TemporaryDirectory() as scratch:
        try:
            connection = duckdb.connect(str(path), read_only=True)
        except duckdb.IOException:
            copy = Path(scratch) / "published_copy.duckdb"
            shutil.copyfile(path, copy)
            connection = duckdb.connect(str(copy), read_only=True)
        with connection:
            yield connection


def _busy(warehouse: Warehouse, descriptor: int) -> Refusal:
    try:
        holder = json.loads(os.pread(descriptor, 4096, 0) or b"{}")
    except ValueError:
        holder = {}
    pid, started = holder.get("pid", "unknown"), holder.get("started_at", "just now")
    build = holder.get("build_id", "unknown")
    return Refusal(
        f"Another build is writing to {warehouse.root}.",
        [f"process {pid}, started {started}, build {build}"],
        cure="wait until it has ended, or build into another --warehouse.",
        stage="lock",
        passes_by_itself=True,
    )

"""What landing reports: what was delivered, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One fault of a delivery with its place and its cure; `line` counts physical lines from 1."""

    table: str | None
    file: str | None
    message: str
    line: int | None = None
    column: str | None = None
    cure: str | None = None

    def __str__(self) -> str:
        place = [part for part in (self.table, self.file) if part]
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.column is not None:
            place.append(f"column {self.column!r}")
        text = f"{', '.join(place)}: {self.message}" if place else self.message
        return f"{text} Cure: {self.cure}" if self.cure else text


class LandingError(Exception):
    """The delivery cannot be read; `problems` holds every fault of every file, none is hidden."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(str(self))

    def __str__(self) -> str:
        count = len(self.problems)
        head = f"{count} problem{'s' if count != 1 else ''} in the raw data; nothing was published."
        return "\n".join([head, *(f"  - {problem}" for problem in self.problems)])


class FileError(Exception):
    """The problems of one file, raised while it is read and gathered by `land`."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(map(str, problems)))


@dataclass(frozen=True)
class LandedFile:
    """One delivered file; `path` is relative to the raw root, `bytes` the size as delivered."""

    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class LandedTable:
    """One table of the contract; `directory` holds its canonical Parquet files."""

    directory: Path
    is_delivered: bool
    files: list[LandedFile] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Delivered records, the malformed ones included."""
        return sum(file.rows for file in self.files)


@dataclass(frozen=True)
class Landing:
    """A snapshot: all tables of the contract by full name, absent ones included.

    `fingerprint` depends on table, file name and content only, not on place or time.
    `warnings` tells what lies in the source and is not read; `files_read` counts the files whose
    rows were read now rather than taken over from the last landing.
    """

    snapshot_dir: Path
    tables: dict[str, LandedTable]
    fingerprint: str
    warnings: list[Problem] = field(default_factory=list)
    files_read: int = 0

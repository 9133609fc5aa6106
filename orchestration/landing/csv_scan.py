"""One pass over the bytes of a CSV file: is it sound, and where are its records?

DuckDB reads the values; this scan decides what a record is. It finds what DuckDB would lose in
silence (an unterminated quote, mixed line ends), and gives every malformed record its ordinal and
its physical line. No Python loop per row: positions are found with numpy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np

from orchestration.landing.quotes import QuoteFault, structural_quotes

CHUNK_BYTES = 4 * 1024 * 1024
MAX_LINE_BYTES = 16 * 1024 * 1024
LF, CR, COMMA = 10, 13, 44
LINE_END_NAMES = {0: "LF", 1: "CRLF", 2: "CR"}


@dataclass(frozen=True)
class Fault:
    """Why a file cannot be read: `kind` is nul, encoding, quote, line_end or long_line."""

    kind: str
    line: int
    detail: str = ""
    sample: bytes = b""


@dataclass(frozen=True)
class Malformed:
    """A record with too few or too many fields; `start` and `end` are bytes of the file."""

    ordinal: int
    line: int
    text: bytes
    start: int
    end: int


@dataclass
class Scan:
    """What the pass found; ordinals count data records from 1, lines are physical, from 1."""

    records: int = 0
    longest_record: int = 0
    fault: Fault | None = None
    malformed: list[Malformed] = field(default_factory=list)


def scan_csv(stream: BinaryIO, fields: int) -> Scan:
    """Scan a CSV with a header of `fields` columns; stops at the first fault."""
    scanner = _Scanner(fields)
    for chunk in _read_chunks(stream):
        scanner.feed(chunk)
        if scanner.scan.fault is not None:
            return scanner.scan
    scanner.finish()
    return scanner.scan


def _read_chunks(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the stream in pieces that never part a CR from its LF."""
    while chunk := stream.read(CHUNK_BYTES):
        while chunk.endswith(b"\r") and (more := stream.read(1)):
            chunk += more
        yield chunk


class _Scanner:
    """Holds the bytes behind the last record end until the next chunk completes them."""

    def __init__(self, fields: int) -> None:
        self.scan = Scan()
        self._fields = fields
        self._open = b""
        self._offset = 0
        self._lines_before = 0
        self._line_end: int | None = None
        self._has_header = False

    def feed(self, chunk: bytes) -> None:
        position = chunk.find(b"\0")
        if position >= 0:
            line = self._lines_before + _count_lines(self._open + chunk[:position]) + 1
            self.scan.fault = Fault("nul", line, sample=chunk[: position + 64])
            return
        self._split(self._open + chunk, is_last=False)

    def finish(self) -> None:
        if self._open:
            self._split(self._open, is_last=True)

    def _split(self, data: bytes, is_last: bool) -> None:
        values = np.frombuffer(data, dtype=np.uint8)
        try:
            quotes = structural_quotes(data, values)
        except QuoteFault as fault:
            self._fail("quote", data, fault.position, fault.detail)
            return
        line_ends = _line_ends(data, values)
        is_outside = (np.searchsorted(quotes, line_ends) & 1) == 0
        ends = line_ends[is_outside]
        if self._mixes_line_ends(data, values, ends):
            return
        stop = len(data) if is_last else (int(ends[-1]) + 1 if ends.size else 0)
        if is_last and quotes.size & 1:
            self._fail(
                "quote", data, int(quotes[-1]), "the quoted field that opens here never ends"
            )
            return
        if stop and not self._is_utf8(data, stop):
            return
        self._count(data, values, quotes, line_ends, ends, stop)
        self._open = data[stop:]
        self._offset += stop
        self._lines_before += int(np.searchsorted(line_ends, stop))
        self._check_open(quotes, stop)

    def _mixes_line_ends(self, data: bytes, values: np.ndarray, ends: np.ndarray) -> bool:
        if not ends.size:
            return False
        kinds = _line_end_kinds(values, ends)
        if self._line_end is None:
            self._line_end = int(kinds[0])
        others = np.flatnonzero(kinds != self._line_end)
        if not others.size:
            return False
        first = others[0]
        detail = (
            f"ends in {LINE_END_NAMES[int(kinds[first])]}, "
            f"the lines before in {LINE_END_NAMES[self._line_end]}"
        )
        start = int(ends[first]) - (1 if kinds[first] == 1 else 0)
        self._fail("line_end", data, start, detail)
        return True

    def _is_utf8(self, data: bytes, stop: int) -> bool:
        complete = data[:stop]
        if complete.isascii():
            return True
        try:
            complete.decode("utf-8")
        except UnicodeDecodeError as error:
            start = max(0, error.start - 4096)
            self._fail("encoding", data, error.start, sample=complete[start : error.start + 65536])
            return False
        return True

    def _count(
        self,
        data: bytes,
        values: np.ndarray,
        quotes: np.ndarray,
        line_ends: np.ndarray,
        ends: np.ndarray,
        stop: int,
    ) -> None:
        starts = np.concatenate(([0], ends + 1)).astype(np.int64)
        width = 1 if self._line_end == 1 else 0
        stops = np.concatenate((ends - width, [stop])).astype(np.int64)
        lengths = stops - starts
        is_record = lengths > 0
        starts, stops = starts[is_record], stops[is_record]
        if not starts.size:
            return
        self.scan.longest_record = max(self.scan.longest_record, int(lengths.max()))
        commas = np.flatnonzero(values == COMMA)
        if quotes.size:
            commas = commas[(np.searchsorted(quotes, commas) & 1) == 0]
        fields = np.searchsorted(commas, stops) - np.searchsorted(commas, starts) + 1
        first_ordinal = self.scan.records + (1 if self._has_header else 0)
        if self.scan.longest_record > MAX_LINE_BYTES:
            where = int(starts[np.argmax(stops - starts)])
            self._fail("long_line", data, where)
            return
        for index in np.flatnonzero(fields != self._fields):
            ordinal = first_ordinal + int(index)
            if ordinal > 0:
                start, end = int(starts[index]), int(stops[index])
                line = self._lines_before + int(np.searchsorted(line_ends, start)) + 1
                place = self._offset + start, self._offset + end
                self.scan.malformed.append(Malformed(ordinal, line, data[start:end], *place))
        self.scan.records += int(starts.size) - (0 if self._has_header else 1)
        self._has_header = True

    def _check_open(self, quotes: np.ndarray, stop: int) -> None:
        if self.scan.fault is None and len(self._open) > MAX_LINE_BYTES:
            is_quoted = quotes.size & 1 and b"\n" in self._open[int(quotes[-1]) - stop :]
            if is_quoted:
                self._fail(
                    "quote", self._open, int(quotes[-1]) - stop, "no end within 16 MiB of the quote"
                )
            else:
                self._fail("long_line", self._open, 0)

    def _fail(
        self, kind: str, data: bytes, position: int, detail: str = "", sample: bytes = b""
    ) -> None:
        line = self._lines_before + _count_lines(data[:position]) + 1
        self.scan.fault = Fault(kind, line, detail, sample)


def _line_ends(data: bytes, values: np.ndarray) -> np.ndarray:
    """Positions of the last byte of every line end, quoted ones included."""
    feeds = np.flatnonzero(values == LF)
    if b"\r" not in data:
        return feeds
    returns = np.flatnonzero(values == CR)
    following = values[np.minimum(returns + 1, len(values) - 1)]
    alone = returns[(following != LF) | (returns + 1 == len(values))]
    return np.sort(np.concatenate((feeds, alone))) if alone.size else feeds


def _line_end_kinds(values: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """0 for LF, 1 for CRLF, 2 for CR alone."""
    before = values[np.maximum(ends - 1, 0)]
    is_crlf = (values[ends] == LF) & (before == CR) & (ends > 0)
    return np.where(values[ends] == CR, 2, np.where(is_crlf, 1, 0))


def _count_lines(data: bytes) -> int:
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")

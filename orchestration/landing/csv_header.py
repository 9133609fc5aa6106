"""A CSV file as delivered: its bytes, its header, and the words for what is wrong with it."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import shutil
import zlib
from pathlib import Path
from typing import BinaryIO

from orchestration.landing.csv_scan import MAX_LINE_BYTES, Fault
from orchestration.landing.encodings import guess_encoding
from orchestration.landing.model import FileError, Problem
from orchestration.landing.writing import Delivered

BOM = b"\xef\xbb\xbf"
_PIECE_BYTES = 1024 * 1024
_SIGNATURES = {
    b"\x1f\x8b": ("gzip file", "name it .csv.gz"),
    b"PK\x03\x04": ("zip file or Excel workbook", "export the sheet as CSV, or unpack the archive"),
    b"\xd0\xcf\x11\xe0": ("Excel workbook", "export the sheet as CSV"),
    b"PAR1": ("Parquet file", "name it .parquet"),
    b"SQLite format 3": ("SQLite database", "give it to --raw by itself"),
}
_QUOTE_CURE = 'quote the whole field and write a quote inside it twice: "5"" pipe"'
_CURES = {
    "quote": _QUOTE_CURE,
    "line_end": "write the file with one kind of line end, e.g. `dos2unix FILE`",
    "long_line": "shorten the text of the record; a line end that is missing is the usual cause",
}


class CsvComplaints:
    """Words the problems of one CSV file."""

    def __init__(self, delivered: Delivered) -> None:
        self._delivered = delivered

    def problem(self, message: str, line: int | None = 1, cure: str | None = None) -> Problem:
        """A problem of this file at a physical line."""
        return self._delivered.problem(message, line, cure=cure)

    def empty(self) -> Problem:
        """The file has no byte."""
        header = ",".join(self._delivered.table.required)
        return self.problem(
            "the file is empty (0 bytes), it lacks even a header.",
            cure=f"deliver no file at all, or for a table without rows its header alone: {header}",
        )

    def blank_header(self) -> Problem:
        """The first line holds nothing."""
        return self.problem(
            "no header: the first line is blank.", cure="put the column names into the first line"
        )

    def delimiter(self, character: str) -> Problem:
        """The header is parted by something else than commas."""
        return self.problem(
            f"no comma in the header: the fields seem to be parted by {character!r}.",
            cure="export with a comma as delimiter",
        )

    def encoding(self, line: int, name: str | None) -> Problem:
        """The text is not UTF-8; `name` is the encoding it seems to have."""
        if name is None:
            return self.problem(
                "a byte here is not UTF-8, in a text that is UTF-8 otherwise: it is damaged.",
                line,
                cure="mend the text in the source and deliver the file again",
            )
        shown = "GB18030 (GBK)" if name == "GB18030" else name
        return self.problem(
            f"the text is not UTF-8; it seems to be {shown}.",
            line,
            cure=f"iconv -f {name} -t utf-8 FILE > FILE.utf8",
        )

    def fault(self, fault: Fault, start_of_file: bytes) -> Problem:
        """What the scan of the records stopped at."""
        if fault.kind == "encoding":
            return self.encoding(fault.line, guess_encoding(fault.sample))
        if fault.kind == "nul":
            return self._nul(fault, start_of_file)
        messages = {
            "quote": f"a quoting fault: {fault.detail}.",
            "line_end": f"mixed line ends: this line {fault.detail}.",
            "long_line": f"the line is longer than {MAX_LINE_BYTES // 1024**2} MiB.",
        }
        return self.problem(messages[fault.kind], fault.line, cure=_CURES[fault.kind])

    def _nul(self, fault: Fault, start_of_file: bytes) -> Problem:
        name = guess_encoding(start_of_file, start_of_file=start_of_file)
        if name is not None and name.startswith("UTF-"):
            return self.encoding(fault.line, name)
        return self.problem(
            "a NUL byte, which no text holds: the file is damaged.",
            fault.line,
            cure="deliver the file again; `tr -d '\\000' < FILE` removes such bytes",
        )


class _DigestReader:
    """Reads a binary file and hashes what passes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.digest.update(data)
        return data


def make_plain(source: Path, plain: Path, complaints: CsvComplaints) -> str:
    """Put the text of `source` at `plain`, unpacked where needed; returns the sha256 as delivered.

    A text that needs no unpacking is linked: `plain` has a harmless name whatever the source is
    called. Raises `FileError` for a damaged gzip file.
    """
    plain.unlink(missing_ok=True)
    with source.open("rb") as stream:
        reader = _DigestReader(stream)
        if source.name.lower().endswith(".gz"):
            try:
                with gzip.GzipFile(fileobj=reader) as text, plain.open("wb") as target:
                    shutil.copyfileobj(text, target, _PIECE_BYTES)
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                message = f"the gzip file is cut off or damaged ({error})."
                cure = "deliver the file again; `gzip -t FILE` tests it"
                raise FileError(complaints.problem(message, None, cure)) from error
        else:
            plain.symlink_to(source.resolve())
        while reader.read(_PIECE_BYTES):
            pass
    return reader.digest.hexdigest()


def read_header(plain: Path, complaints: CsvComplaints) -> list[str]:
    """The column names of a CSV as they stand in its first record.

    Raises `FileError` when there is none: an empty file, a blank line, another encoding, another
    delimiter, another kind of file.
    """
    with plain.open("rb") as stream:
        start = stream.read(4096)
        if not start:
            raise FileError(complaints.empty())
        stream.seek(len(BOM) if start.startswith(BOM) else 0)
        record, is_open = _first_record(stream)
    for signature, (kind, cure) in _SIGNATURES.items():
        if start.startswith(signature):
            raise FileError(complaints.problem(f"this is no CSV but a {kind}.", None, cure))
    encoding = guess_encoding(record, start_of_file=start)
    if encoding is not None and encoding.startswith("UTF-"):
        raise FileError(complaints.encoding(1, encoding))
    try:
        text = record.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileError(complaints.encoding(1, encoding)) from error
    if is_open:
        message = "a quoting fault: a quoted field of the header never ends."
        raise FileError(complaints.problem(message, cure=_QUOTE_CURE))
    if not text.strip():
        raise FileError(complaints.blank_header())
    csv.field_size_limit(MAX_LINE_BYTES)
    names = next(csv.reader(io.StringIO(text, newline="")))
    for character in ";\t|":
        if len(names) == 1 and character in names[0]:
            raise FileError(complaints.delimiter(character))
    return names


def _first_record(stream: BinaryIO) -> tuple[bytes, bool]:
    """Bytes up to the first line end outside quotes; true when a quote is still open there."""
    data = b""
    position = quotes = 0
    while piece := stream.read(65536):
        data += piece
        while position < len(data):
            ends = [
                end for end in (data.find(b"\n", position), data.find(b"\r", position)) if end >= 0
            ]
            if not ends:
                break
            quotes += data.count(b'"', position, min(ends))
            if quotes % 2 == 0:
                return data[: min(ends)], False
            position = min(ends) + 1
        if len(data) > MAX_LINE_BYTES:
            break
    return data, data.count(b'"') % 2 == 1

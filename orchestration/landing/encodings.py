"""Which encoding a text that is not UTF-8 seems to have."""

from __future__ import annotations

import re

_BYTE_ORDER_MARKS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


def guess_encoding(sample: bytes, start_of_file: bytes = b"") -> str | None:
    """Name the likely encoding (as `iconv -f` takes it); null when the text is damaged UTF-8."""
    for mark, name in _BYTE_ORDER_MARKS.items():
        if start_of_file.startswith(mark):
            return name
    if (wide := _guess_wide(start_of_file or sample)) is not None:
        return wide
    runs = _HIGH_RUN.findall(sample)
    if not runs or _is_damaged_utf8(sample):
        return None
    is_paired = sum(len(run) % 2 == 0 and min(run) >= 0xA1 for run in runs) / len(runs)
    if is_paired > 0.6 and _decodes(sample, "gb18030"):
        return "GB18030"
    if sum(len(run) == 1 for run in runs) / len(runs) > 0.5:
        return "WINDOWS-1252"
    for codec, name in (
        ("gb18030", "GB18030"),
        ("shift_jis", "SHIFT_JIS"),
        ("big5", "BIG5"),
        ("cp1251", "WINDOWS-1251"),
    ):
        if _decodes(sample, codec):
            return name
    return "WINDOWS-1252"


def _guess_wide(sample: bytes) -> str | None:
    """UTF-16 without a byte-order mark: every other byte of plain text is NUL."""
    piece = sample[:4096]
    if len(piece) < 4 or piece.count(0) < len(piece) / 4:
        return None
    return "UTF-16LE" if piece[1::2].count(0) >= piece[0::2].count(0) else "UTF-16BE"


def _is_damaged_utf8(sample: bytes) -> bool:
    """Whether most of the text beyond ASCII is valid UTF-8, so that only some bytes are broken."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    valid = sum(not character.isascii() for character in text) - broken
    return valid > 3 * broken


def _decodes(sample: bytes, codec: str) -> bool:
    """Whether the text is valid in `codec`; a character cut off at either end is forgiven."""
    for cut in range(3):
        for end in range(3):
            try:
                sample[cut : len(sample) - end].decode(codec)
            except UnicodeDecodeError:
                continue
            return True
    return False

"""Which quotes of a CSV text open and close a field, and which are plain text."""

from __future__ import annotations

import numpy as np

QUOTE = 34
BOUNDS = (44, 10, 13)
BLANKS = (32, 9)


class QuoteFault(Exception):
    """A quoted field that does not end where it should; `position` is that of its opening quote."""

    def __init__(self, position: int, detail: str) -> None:
        self.position = position
        self.detail = detail
        super().__init__(detail)


def structural_quotes(data: bytes, values: np.ndarray) -> np.ndarray:
    """Positions of quotes that switch between inside and outside; data starts outside.

    An odd count means that the last field is still open. Raises `QuoteFault` when text follows a
    closing quote.
    """
    quotes = np.flatnonzero(values == QUOTE)
    if not quotes.size or _is_regular(values, quotes):
        return quotes
    return _walk(data, quotes.tolist())


def _is_regular(values: np.ndarray, quotes: np.ndarray) -> bool:
    """Whether every quote opens behind a delimiter, closes before one, or is doubled."""
    opening, closing = quotes[0::2], quotes[1::2]
    before = values[np.maximum(opening - 1, 0)]
    opens = np.isin(before, (*BOUNDS, QUOTE)) | (opening == 0)
    # A quote before an opening one must be the closing one of a doubled pair, not of text.
    doubled = (before == QUOTE) & (opening > 0)
    doubled[1:] &= opening[1:] - closing[: opening.size - 1] == 1
    opens &= (before != QUOTE) | doubled
    after = values[np.minimum(closing + 1, len(values) - 1)]
    closes = np.isin(after, (*BOUNDS, QUOTE)) | (closing + 1 == len(values))
    return bool(opens.all() and closes.all())


def _walk(data: bytes, quotes: list[int]) -> np.ndarray:
    """The exact rule, quote by quote; for text with a quote inside an unquoted field (5" pipe)."""
    kept = []
    index = 0
    while index < len(quotes):
        position = quotes[index]
        index += 1
        if not _opens(data, position):
            continue
        kept.append(position)
        while index + 1 < len(quotes) and quotes[index + 1] == quotes[index] + 1:
            index += 2
        if index == len(quotes):
            break
        _require_end(data, position, quotes[index])
        kept.append(quotes[index])
        index += 1
    return np.array(kept, dtype=np.int64)


def _opens(data: bytes, position: int) -> bool:
    before = position - 1
    while before >= 0 and data[before] in BLANKS:
        before -= 1
    is_first = before < 0 or data[before] in BOUNDS
    if is_first and before != position - 1:
        raise QuoteFault(position, "a blank stands between the delimiter and the quote")
    return is_first


def _require_end(data: bytes, opening: int, closing: int) -> None:
    after = closing + 1
    if after < len(data) and data[after] not in BOUNDS:
        follows = data[after : after + 12].decode("utf-8", "replace").splitlines()[0]
        raise QuoteFault(opening, f"the quoted field that opens here is followed by {follows!r}")

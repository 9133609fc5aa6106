"""Typed columns on numpy arrays, and their way into Arrow without Python loops.

A column is a kind, an array of int64 values and what the kind needs besides. `NULL` marks a null.
Money is in hundredths, dates in days since 1970-01-01, timestamps in UTC seconds since then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

NULL = np.iinfo(np.int64).min
DAY = 86_400

# The four characters of every number from 0000 to 9999, as one 32-bit word each.
_FOUR_DIGITS = np.frombuffer("".join(f"{i:04d}" for i in range(10_000)).encode(), dtype=np.uint32)


@dataclass(frozen=True)
class Col:
    """One column: `kind` of id, label, day, second, decimal, integer or boolean."""

    kind: str
    values: np.ndarray
    extra: Any = None

    def __len__(self) -> int:
        return len(self.values)

    def take(self, selection: np.ndarray) -> Col:
        """The rows of a mask or an index array."""
        return Col(self.kind, self.values[selection], self.extra)


def _int64(values: Any) -> np.ndarray:
    return np.asarray(values, dtype=np.int64)


def ids(prefix: str, values: Any, digits: int = 8, suffix: str = "") -> Col:
    """Keys such as `UNI-00000042`; prefix and suffix are padded to a multiple of 4 with `-`."""
    return Col("id", _int64(values), (_pad(prefix), digits, suffix))


def labels(codes: Any, names: list[str]) -> Col:
    """Text from a small list; a code below 0 is null."""
    codes = _int64(codes)
    return Col("label", np.where(codes < 0, NULL, codes), names)


def days(values: Any) -> Col:
    """Dates, as days since 1970-01-01."""
    return Col("day", _int64(values))


def seconds(values: Any) -> Col:
    """UTC timestamps, as seconds since 1970-01-01."""
    return Col("second", _int64(values))


def money(cents: Any) -> Col:
    """Amounts in hundredths, decimal(18,2)."""
    return Col("decimal", _int64(cents), (18, 2))


def decimals(values: Any, precision: int, scale: int) -> Col:
    """Decimals, given in units of 10**-scale."""
    return Col("decimal", _int64(values), (precision, scale))


def integers(values: Any) -> Col:
    """Whole numbers."""
    return Col("integer", _int64(values))


def booleans(values: Any) -> Col:
    """True and false, from 1 and 0 (or bool); `NULL` is null."""
    return Col("boolean", _int64(values))


def _pad(text: str) -> str:
    return text + "-" * (-len(text) % 4)


def _validity(values: np.ndarray) -> tuple[pa.Buffer | None, np.ndarray | None]:
    is_null = values == NULL
    if not is_null.any():
        return None, None
    return pa.py_buffer(np.packbits(~is_null, bitorder="little")), is_null


def _id_array(column: Col) -> pa.Array:
    prefix, digits, suffix = column.extra
    validity, is_null = _validity(column.values)
    values = column.values if is_null is None else np.where(is_null, 0, column.values)
    head = np.frombuffer(prefix.encode(), dtype=np.uint32)
    tail = np.frombuffer(suffix.encode(), dtype=np.uint32)
    groups = digits // 4
    words = np.empty((len(values), len(head) + groups + len(tail)), dtype=np.uint32)
    words[:, : len(head)] = head
    for group in range(groups - 1, -1, -1):
        values, rest = np.divmod(values, 10_000)
        words[:, len(head) + group] = _FOUR_DIGITS[rest]
    words[:, len(head) + groups :] = tail
    width = words.shape[1] * 4
    offsets = np.arange(len(words) + 1, dtype=np.int32) * width
    buffers = [validity, pa.py_buffer(offsets), pa.py_buffer(words)]
    return pa.Array.from_buffers(pa.string(), len(words), buffers)


def _fixed_array(arrow_type: pa.DataType, values: np.ndarray, dtype: Any) -> pa.Array:
    validity, is_null = _validity(values)
    data = (values if is_null is None else np.where(is_null, 0, values)).astype(dtype)
    return pa.Array.from_buffers(arrow_type, len(values), [validity, pa.py_buffer(data)])


def _decimal_array(column: Col) -> pa.Array:
    precision, scale = column.extra
    validity, is_null = _validity(column.values)
    words = np.empty((len(column.values), 2), dtype=np.int64)
    words[:, 0] = column.values if is_null is None else np.where(is_null, 0, column.values)
    words[:, 1] = words[:, 0] >> 63
    arrow_type = pa.decimal128(precision, scale)
    return pa.Array.from_buffers(arrow_type, len(words), [validity, pa.py_buffer(words)])


def to_arrow(column: Col) -> pa.Array:
    """The Arrow array of a column; labels become dictionary arrays."""
    if column.kind == "id":
        return _id_array(column)
    if column.kind == "label":
        codes = _fixed_array(pa.int32(), column.values, np.int32)
        return pa.DictionaryArray.from_arrays(codes, pa.array(column.extra, pa.string()))
    if column.kind == "decimal":
        return _decimal_array(column)
    if column.kind == "day":
        return _fixed_array(pa.date32(), column.values, np.int32)
    if column.kind == "second":
        values = np.where(column.values == NULL, NULL, column.values * 1_000_000)
        return _fixed_array(pa.timestamp("us"), values, np.int64)
    if column.kind == "boolean":
        mask = column.values == NULL
        return pa.array(column.values == 1, pa.bool_(), mask=mask)
    return _fixed_array(pa.int64(), column.values, np.int64)

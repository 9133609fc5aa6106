"""Which period is whole: an executive reads the last complete one, a running one is marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.marts import Marts, Row
from dashboard.numbers import PERIODS, is_complete

# How far back a trend looks, by length of the period.
TREND_PERIODS = {"month": 12, "quarter": 8, "year": 5}


@dataclass(frozen=True)
class Frame:
    """The periods of one length: first days, oldest first.

    `first_is_partial`: records begin within the first period, so nothing compares with it.
    """

    kind: str
    complete: list[date]
    running: date | None
    first_is_partial: bool

    @property
    def last(self) -> date | None:
        """The last complete period."""
        return self.complete[-1] if self.complete else None

    @property
    def before(self) -> date | None:
        """The complete period before the last one, with which it may be compared."""
        return self.complete[-2] if len(self.complete) > 1 else None

    @property
    def trend(self) -> list[date]:
        """The complete periods of a trend."""
        return self.complete[-TREND_PERIODS[self.kind] :]


def frames(marts: Marts) -> dict[str, Frame]:
    """The frame of months, quarters and years; all metrics and scopes share it."""
    starts: dict[str, list[date]] = {kind: [] for kind in PERIODS}
    for rows in marts.by_scope.values():
        for kind in PERIODS:
            starts[kind] = sorted({row["period_start"] for row in rows if row["period"] == kind})
        break
    first_month = starts["month"][0] if starts["month"] else None
    return {kind: _frame(kind, starts[kind], first_month, marts.as_of) for kind in PERIODS}


def _frame(kind: str, starts: list[date], first_month: date | None, as_of: date) -> Frame:
    partial = bool(starts and first_month and first_month > starts[0])
    whole = [start for start in starts[1 if partial else 0 :] if is_complete(kind, start, as_of)]
    running = starts[-1] if starts and not is_complete(kind, starts[-1], as_of) else None
    return Frame(kind, whole, running, partial)


def last_complete(rows: list[Row], column: str, kind: str, as_of: date) -> date | None:
    """The latest complete period that any of `rows` bears."""
    starts = [row[column] for row in rows if is_complete(kind, row[column], as_of)]
    return max(starts, default=None)

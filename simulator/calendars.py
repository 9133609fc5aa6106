"""Days, months and local dates as whole numbers, for whole arrays at once."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from simulator.columns import DAY, NULL

EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def to_date(day: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(day))


def month_of(days: np.ndarray) -> np.ndarray:
    """Months since 1970-01 of day numbers; nulls stay null."""
    days = np.asarray(days, dtype=np.int64)
    months = np.where(days == NULL, 0, days).astype("datetime64[D]").astype("datetime64[M]")
    return np.where(days == NULL, NULL, months.astype(np.int64))


def month_start(months: np.ndarray | int) -> np.ndarray:
    """Day number of the first day of a month."""
    return np.asarray(months).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def month_end(months: np.ndarray | int) -> np.ndarray:
    """Day number of the last day of a month."""
    return month_start(np.asarray(months) + 1) - 1


def day_of_month(days: np.ndarray) -> np.ndarray:
    """1 to 31."""
    return days - month_start(month_of(days)) + 1


def completed_months(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Whole months from one day to another."""
    difference = month_of(end) - month_of(start)
    return difference - (day_of_month(end) < day_of_month(start))


def _last_sunday(year: int, month: int) -> int:
    last = day_number(date(year, month, 31))
    return last - (last + 4) % 7


# Summer time of the European Union: from 01:00 UTC of the last Sunday of March to October's.
_SUMMERS = [
    (_last_sunday(year, 3) * DAY + 3600, _last_sunday(year, 10) * DAY + 3600)
    for year in range(2000, 2060)
]
_SWITCHES = np.array([moment for summer in _SUMMERS for moment in summer])


def local_day(seconds: np.ndarray, offset_hours: np.ndarray) -> np.ndarray:
    """Local day numbers of UTC seconds; an offset of 1 is Central Europe with its summer time."""
    summer = np.searchsorted(_SWITCHES, seconds, side="right") % 2 == 1
    hours = offset_hours + ((offset_hours == 1) & summer)
    return (seconds + hours * 3600) // DAY


def moment(days: np.ndarray, rng: np.random.Generator, low: int = 0, high: int = 24) -> np.ndarray:
    """A random second of the given UTC days, between two hours."""
    return np.asarray(days) * DAY + rng.integers(low * 3600, high * 3600, len(days))

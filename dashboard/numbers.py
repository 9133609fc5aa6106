"""Numbers, months and units in the reader's way, English and Chinese; nothing is computed here.

Every function takes a value as the marts hold it (int, float, Decimal, date, or None) and a
language of `LANGUAGES`. Values are rounded half away from zero for show only. None is "no data
yet", never 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

LANGUAGES = ("en", "zh")
PERIODS = ("month", "quarter", "year")
NO_DATA = {"en": "no data yet", "zh": "暂无数据"}

_MINUS = "\N{MINUS SIGN}"
_MOST_PLACES = 6
_SPACE = "\N{NO-BREAK SPACE}"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# from which size on (after rounding) a number is told in a bigger unit
_SCALES = {
    "en": ((Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"), (Decimal(10) ** 3, "k")),
    "zh": ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")),
}
_MONEY_SCALED_FROM = {"en": Decimal(10_000), "zh": Decimal(10_000)}
_COUNT_SCALED_FROM = {"en": Decimal(1_000_000), "zh": Decimal(100_000)}
_CURRENCY_ZH = {
    "CNY": "元",
    "EUR": "欧元",
    "USD": "美元",
    "GBP": "英镑",
    "JPY": "日元",
    "HKD": "港元",
}

# How each unit of the marts is told: kind of number, and what stands behind it.
_UNITS = {
    "reporting currency": ("money", "", ""),
    "reporting currency per unit-year": ("money", "per unit-year", "/台年"),
    "share": ("share", "", ""),
    "multiple": ("multiple", "", ""),
    "points": ("points", "points", "分"),
    "failures": ("count", "failures", "次"),
    "failures per 1,000 unit-months": ("rate", "per thousand unit-months", "次/千台月"),
    "referrals": ("count", "referrals", "次"),
    "jobs": ("count", "jobs", "单"),
    "failures per 1,000 units": ("rate", "per thousand units", "次/千台"),
    "units": ("count", "units", "台"),
    "customers": ("count", "customers", "位"),
    "answers": ("count", "answers", "份"),
    "days": ("count", "days", "天"),
    "alarms": ("count", "alarms", "次预警"),
    "months": ("number", "months", "个月"),
    "hours": ("number", "h", "小时"),
    "flag": ("count", "", ""),
    "count": ("count", "", ""),
    "": ("number", "", ""),
}


@dataclass(frozen=True)
class Shown:
    """A number as a reader sees it; `before` and `after` are its unit with their spaces."""

    before: str
    number: str
    after: str

    def __str__(self) -> str:
        return self.before + self.number + self.after


def shown(
    value: object, unit: str, lang: str, *, currency: str = "CNY", signed: bool = False
) -> Shown:
    """A figure by its unit of the marts; with `signed` a difference (shares then in points).

    A unit that is an ISO 4217 code is money of that currency; an unknown unit stands as it is.
    """
    number = _decimal(value)
    if number is None:
        return Shown("", NO_DATA[lang], "")
    if len(unit) == 3 and unit.isalpha() and unit.isupper():
        unit, currency = "reporting currency", unit
    kind, *units = _UNITS.get(unit, ("number", unit, unit))
    after = units[LANGUAGES.index(lang)]
    if after and lang == "en":
        after = _SPACE + after
    if kind == "money":
        told = money(number, currency, lang, signed=signed)
        if lang == "zh":
            return Shown("", told.number, told.after + after)
        return Shown(told.before, told.number, after)
    if kind == "share":
        return Shown("", *share(number, lang, signed=signed))
    if kind == "multiple":
        after = {"en": "×", "zh": "倍"}[lang]
    text = {"multiple": ratio, "points": points, "rate": rate, "count": count, "number": ratio}
    return Shown("", text[kind](number, lang, signed=signed), after)


def money(value: object, currency: str, lang: str, *, signed: bool = False) -> Shown:
    """An amount: CNY 6.30m and 630万元; three figures, whole units at least below the scale."""
    number = _decimal(value)
    if number is None:
        return Shown("", NO_DATA[lang], "")
    text, scale = _scaled(number, lang, _MONEY_SCALED_FROM[lang], small_places=_cents(number))
    text = _sign(text, number, signed)
    if lang == "en":
        return Shown(currency + _SPACE, text + scale, "")
    return Shown("", text, scale + _CURRENCY_ZH.get(currency, _SPACE + currency))


def exact(value: object, lang: str) -> str:
    """A number as exactly as the mart holds it, for the hover: 6,303,625.50."""
    number = _decimal(value)
    if number is None:
        return NO_DATA[lang]
    return f"{number:,f}".replace("-", _MINUS)


def count(value: object, lang: str, *, signed: bool = False) -> str:
    """A number of things: 11,800; 1.23m or 12.3万 when it is long."""
    number = _decimal(value)
    if number is None:
        return NO_DATA[lang]
    text, scale = _scaled(number, lang, _COUNT_SCALED_FROM[lang], small_places=0)
    return _sign(text, number, signed) + scale


def share(value: object, lang: str, *, signed: bool = False) -> tuple[str, str]:
    """A share of one as number and unit: 1.78 %; a difference of shares in percentage points."""
    number = _decimal(value)
    if number is None:
        return NO_DATA[lang], ""
    percent = number * 100
    text = _sign(_rounded(percent, 2 if abs(percent) < 10 else 1), percent, signed)
    unit = {"en": f"{_SPACE}pp", "zh": "个百分点"}[lang] if signed else "%"
    return text, unit


def ratio(value: object, lang: str, *, signed: bool = False) -> str:
    """A multiple or any other plain number: 0.0023, 0.77, 12.3, 182.6."""
    return _plain(value, lang, signed, below_ten=2)


def points(value: object, lang: str, *, signed: bool = False) -> str:
    """Points of a score, e.g. a net promoter score: 26.9."""
    number = _decimal(value)
    return NO_DATA[lang] if number is None else _sign(_rounded(number, 1), number, signed)


def rate(value: object, lang: str, *, signed: bool = False) -> str:
    """Events per thousand of something: 24.0, 6.15."""
    return _plain(value, lang, signed, below_ten=2)


def day(value: date, lang: str) -> str:
    """30 Sep 2026; 2026年9月30日."""
    if lang == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def period(kind: str, start: date, lang: str) -> str:
    """A period by its first day: Sep 2026, Q3 2026, 2026; 2026年9月, 2026年第三季度, 2026年."""
    if kind == "month":
        return f"{start.year}年{start.month}月" if lang == "zh" else f"{_month(start)} {start.year}"
    if kind == "quarter":
        number = (start.month + 2) // 3
        if lang == "zh":
            return f"{start.year}年第{'一二三四'[number - 1]}季度"
        return f"Q{number} {start.year}"
    return f"{start.year}年" if lang == "zh" else str(start.year)


def period_end(kind: str, start: date) -> date:
    """The last day of a period that begins on `start`."""
    months = {"month": 1, "quarter": 3, "year": 12}[kind]
    later = start.month - 1 + months
    return date(start.year + later // 12, later % 12 + 1, 1) - timedelta(days=1)


def is_complete(kind: str, start: date, as_of: date) -> bool:
    """True when the whole period has passed by the end of the as-of day."""
    return period_end(kind, start) <= as_of


def _month(start: date) -> str:
    return _MONTHS[start.month - 1]


def _decimal(value: object) -> Decimal | None:
    """The value without a detour through binary rounding; None for null, NaN and infinity."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def _rounded(number: Decimal, places: int) -> str:
    """The size of a number, without its sign, with thousands separated."""
    step = Decimal(1).scaleb(-places)
    return f"{abs(number).quantize(step, rounding=ROUND_HALF_UP):,f}"


def _sign(text: str, number: Decimal, signed: bool) -> str:
    """Put the sign before a rounded size; what rounds to nothing bears none."""
    if not any(character in "123456789" for character in text):
        return text
    if number < 0:
        return _MINUS + text
    return "+" + text if signed else text


def _plain(value: object, lang: str, signed: bool, below_ten: int) -> str:
    number = _decimal(value)
    if number is None:
        return NO_DATA[lang]
    places = below_ten if abs(number) < 10 else 1 if abs(number) < 1000 else 0
    if 0 < abs(number) < Decimal("0.01"):
        # two figures, or what is expected to be rare would read as impossible
        places = min(1 - number.adjusted(), _MOST_PLACES)
    return _sign(_rounded(number, places), number, signed)


def _cents(number: Decimal) -> int:
    return 2 if 0 < abs(number) < 100 else 0


def _scaled(number: Decimal, lang: str, scaled_from: Decimal, small_places: int) -> tuple[str, str]:
    """Size and name of the scale; three figures, but never fewer than the whole units."""
    size = abs(number)
    if size < scaled_from:
        return _rounded(size, small_places), ""
    for scale, name in _SCALES[lang]:
        # 999,700 is 1.00m and not 1,000k: the size is judged as it will be told
        places = _places(size / scale)
        if size >= scale or size + scale / 2000 >= scale:
            told = (size / scale).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
            return _rounded(told, _places(told)), name
    raise AssertionError("numbers are scaled from the smallest scale on")


def _places(size: Decimal) -> int:
    return 2 if size < 10 else 1 if size < 100 else 0

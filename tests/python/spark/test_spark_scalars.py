"""The casts from delivered text, and the portable scalars, give one answer on both engines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import duckdb
import jinja2
import pytest

from orchestration.contract import PROJECT_DIR

D = Decimal
LONG = "0" * 60

# type -> {text as delivered: value}; None means that the text is not of the type
CASTS = {
    "integer": {
        "12": 12, "+12": 12, "-12": -12, "007": 7, "-0": 0, "12.0": 12, "12.000": 12,
        "  12 ": 12, "\t12\n": 12, f"{LONG}12": 12, f"12.{LONG}": 12,
        "12.7": None, "12.": None, ".0": None, "1e5": None, " 1e5 ": None, "1,000": None,
        "1 000": None, "0x10": None, "twelve": None, "nan": None, "inf": None, "-": None,
        "+": None, "--1": None, "true": None, "１２": None, "٣": None, "12\u00a0": None,
        "12\u2028": None, "12\u0085": None, "12\u000b": None, "": None, "   ": None,
        "2147483647": 2147483647, "2147483648": None, "-2147483648": -2147483648,
        "-2147483649": None, "99999999999999999999999999999999999999999": None,
    },
    "bigint": {
        "9223372036854775807": 9223372036854775807, "9223372036854775808": None,
        "-9223372036854775808": -9223372036854775808, "12.0": 12, "12.5": None,
    },
    "decimal(18,2)": {
        "12": D("12.00"), "12.7": D("12.70"), "12.": D("12.00"), ".5": D("0.50"),
        "+.5": D("0.50"), "-.5": D("-0.50"), "-12.345": D("-12.35"), "12.345": D("12.35"),
        "12.344999": D("12.34"), "0.005": D("0.01"), "-0.005": D("-0.01"), "0.0049": D("0.00"),
        "-0.004": D("0.00"), "1.115": D("1.12"), "2.675": D("2.68"), "  7.1 ": D("7.10"),
        "1e5": None, " 1e5 ": None, "1E-2": None, "1,000": None, "1,5": None, "1.2.3": None,
        "nan": None, "NaN": None, "inf": None, "-Infinity": None, "$5": None, "5 EUR": None,
        "５": None, ".": None, "-": None, "": None, " ": None, "5\u00a0": None, "5\u2029": None,
        "9999999999999999.99": D("9999999999999999.99"), "10000000000000000": None,
        "-9999999999999999.99": D("-9999999999999999.99"), "9999999999999999.994":
        D("9999999999999999.99"), "9999999999999999.995": None, f"0.{LONG}1": D("0.00"),
        f"1.5{LONG}": D("1.50"),
    },
    "decimal(18,4)": {"1.00005": D("1.0001"), "-1.00005": D("-1.0001"), "1.00004": D("1.0000")},
    "decimal(19,12)": {
        "7.123456789012": D("7.123456789012"), "7.1234567890125": D("7.123456789013"),
        "0.0000000000004": D("0E-12"), "9999999.9": D("9999999.9"), "10000000": None,
    },
    "date": {
        "2024-01-05": dt.date(2024, 1, 5), " 2024-01-05 ": dt.date(2024, 1, 5),
        "2024-02-29": dt.date(2024, 2, 29), "1900-01-01": dt.date(1900, 1, 1),
        "2200-12-31": dt.date(2200, 12, 31), "2100-06-30": dt.date(2100, 6, 30),
        "2023-02-29": None, "2024-02-30": None, "1900-02-29": None, "2024-00-10": None,
        "2024-13-01": None, "2024-04-31": None, "2024-01-00": None, "1899-12-31": None,
        "2201-01-01": None, "0001-01-01": None, "12024-01-05": None, "2024-01-05xx": None,
        "2024-1-5": None, "2024": None, "2024-01": None, "20240105": None, "05.01.2024": None,
        "2024/01/05": None, "today": None, "now": None, "epoch": None, "infinity": None,
        "2024-01-05 00:00": None, "2024-01-05T00:00:00Z": None, "２０２４-01-05": None,
        "-2024-01-05": None, "2024-01-05 (BC)": None, "": None, " ": None,
        "2024-01-05\u2028": None,
    },
    "timestamp": {
        "2024-01-05 10:20": dt.datetime(2024, 1, 5, 10, 20),
        "2024-01-05T10:20": dt.datetime(2024, 1, 5, 10, 20),
        "2024-01-05T10:20:30": dt.datetime(2024, 1, 5, 10, 20, 30),
        "2024-01-05T10:20:30Z": dt.datetime(2024, 1, 5, 10, 20, 30),
        "2024-01-05 10:20Z": dt.datetime(2024, 1, 5, 10, 20),
        "2024-01-05 10:20:30.5": dt.datetime(2024, 1, 5, 10, 20, 30, 500000),
        "2024-01-05 10:20:30.123456": dt.datetime(2024, 1, 5, 10, 20, 30, 123456),
        "2024-01-05T10:20:30.120Z": dt.datetime(2024, 1, 5, 10, 20, 30, 120000),
        "2024-01-05 10:20:30+08:00": dt.datetime(2024, 1, 5, 2, 20, 30),
        "2024-01-05T04:20+08:00": dt.datetime(2024, 1, 4, 20, 20),
        "2024-01-05T20:20:30.25-05:30": dt.datetime(2024, 1, 6, 1, 50, 30, 250000),
        "2024-01-05T10:20:30+00:00": dt.datetime(2024, 1, 5, 10, 20, 30),
        "2024-12-31T23:00:00-14:00": dt.datetime(2025, 1, 1, 13, 0),
        " 2024-01-05 10:20:30 ": dt.datetime(2024, 1, 5, 10, 20, 30),
        "1900-01-01 00:00:00": dt.datetime(1900, 1, 1),
        "2200-12-31 23:59:59.999999": dt.datetime(2200, 12, 31, 23, 59, 59, 999999),
        "2024-02-29 00:00": dt.datetime(2024, 2, 29),
        "2024-01-05": None, "2024-01-05 10": None, "2024-01-05T": None, "2024-01-05xx": None,
        "2024-01-05 10:20:30 UTC": None, "2024-01-05 10:20:30 Europe/Berlin": None,
        "2024-01-05  10:20": None, "2024-01-05 10:20 Z": None, "2024-01-05 10:20:30 +08:00": None,
        "2024-01-05 10:20:30+08": None, "2024-01-05 10:20:30+0800": None,
        "2024-01-05 10:20:30+8:00": None, "2024-01-05 10:20:30+15:00": None,
        "2024-01-05 10:20:30z": None, "2024-01-05t10:20:30": None, "2024-01-05 24:00": None,
        "2024-01-05 24:00:00": None, "2024-01-05 23:60": None, "2024-01-05 23:59:60": None,
        "2024-01-05 1:20": None, "2024-01-05 10:20:30.": None, "2024-01-05 10:20:30,5": None,
        "2024-01-05 10:20:30.1234567": None, "2024-02-30 10:20": None, "2023-02-29 10:20": None,
        "1899-12-31 23:59": None, "2201-01-01 00:00": None, "10:20": None, "now": None,
        "today": None, "epoch": None, "1704450030": None, "": None,
        "2024-01-05 10:20 am": None, "2024-01-05 １０:20": None, "2024-01-05 10:20\u2028": None,
    },
    "boolean": {
        "true": True, "TRUE": True, "True": True, "t": True, "T": True, "1": True, "yes": True,
        "YES": True, " yes ": True, "false": False, "False": False, "f": False, "F": False,
        "0": False, "no": False, "NO": False, "nO": False,
        "y": None, "n": None, "Y": None, "on": None, "off": None, "2": None, "-1": None,
        "1.0": None, "01": None, "tr": None, "truee": None, "null": None, "ja": None,
        "ｔｒｕｅ": None, "": None, "  ": None, "yes\u00a0": None,
    },
}  # fmt: skip

# expression of macros -> value
EXPRESSIONS = {
    "{{ days_between(day('2024-01-31'), day('2024-03-01')) }}": 30,
    "{{ days_between(day('2024-03-01'), day('2024-01-31')) }}": -30,
    "{{ months_between(day('2024-01-31'), day('2024-02-29')) }}": 0,
    "{{ months_between(day('2024-01-31'), day('2024-03-31')) }}": 2,
    "{{ months_between(day('2024-03-15'), day('2023-03-16')) }}": -12,
    "{{ add_days(day('2024-02-28'), 2) }}": dt.date(2024, 3, 1),
    "{{ add_days(day('2024-03-01'), -1) }}": dt.date(2024, 2, 29),
    "{{ add_months(day('2024-01-31'), 1) }}": dt.date(2024, 2, 29),
    "{{ add_months(day('2024-02-29'), 12) }}": dt.date(2025, 2, 28),
    "{{ add_months(day('2024-02-29'), 1) }}": dt.date(2024, 3, 29),
    "{{ add_months(day('2024-03-31'), -1) }}": dt.date(2024, 2, 29),
    "{{ local_date(\"cast('2024-03-30 23:30:00' as timestamp)\", \"'Europe/Berlin'\") }}":
        dt.date(2024, 3, 31),
    "{{ local_date(\"cast('2024-07-01 02:00:00' as timestamp)\", \"'America/New_York'\") }}":
        dt.date(2024, 6, 30),
    "{{ local_date(\"cast('2024-07-01 16:00:00' as timestamp)\", \"'Asia/Shanghai'\") }}":
        dt.date(2024, 7, 2),
    "{{ int_div('7', '2') }}": 3,
    "{{ int_div('-7', '2') }}": -3,
    "{{ int_div('7', '0') }}": None,
    "{{ to_reporting('cast(10.05 as decimal(18, 2))', 'cast(0.5 as decimal(19, 12))') }}":
        D("5.03"),
    "{{ to_reporting('cast(-10.05 as decimal(18, 2))', 'cast(0.5 as decimal(19, 12))') }}":
        D("-5.03"),
    "cast(date_trunc('month', cast('2024-02-29' as date)) as date)": dt.date(2024, 2, 1),
    "cast(date_trunc('quarter', cast('2024-12-31' as date)) as date)": dt.date(2024, 10, 1),
    "last_day(cast('2023-02-01' as date))": dt.date(2023, 2, 28),
    "concat_ws('; ', case when 1 = 0 then 'a' end, 'b', case when 1 = 1 then 'c' end)": "b; c",
    "'a' || cast(null as string)": None,
    "cast(round(cast(2.345 as decimal(18, 4)), 2) as decimal(18, 2))": D("2.35"),
    "round(cast(-2.5 as double))": -3.0,
    "(select sum(n) from (select {{ each_number('3', '5') }} as n) as numbers)": 12,
    "(select sum(n) from (select {{ each_number('5', '5') }} as n) as numbers)": 5,
    "(select count(*) from (select {{ each_number('5', '4') }} as n) as numbers)": 0,
}  # fmt: skip


def macros_of(engine: str) -> jinja2.Environment:
    """The project's portable macros as the adapter of `engine` dispatches them."""
    environment = jinja2.Environment()
    named: dict[str, object] = {}
    environment.globals |= {
        "adapter": SimpleNamespace(
            dispatch=lambda name: named.get(f"{engine}__{name}") or named[f"default__{name}"]
        ),
        "return": lambda text: text,
        "day": lambda text: f"cast('{text}' as date)",
    }
    files = sorted((PROJECT_DIR / "macros" / "portable").glob("*.sql"))
    module = environment.from_string("\n".join(file.read_text() for file in files)).module
    named.update({name: getattr(module, name) for name in dir(module) if not name.startswith("_")})
    environment.globals |= named
    return environment


def rendered(engine: str, template: str) -> str:
    return macros_of(engine).from_string(template).render().strip()


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every text of every type as Parquet, as landing would write it."""
    file = tmp_path_factory.mktemp("texts") / "texts.parquet"
    connection = duckdb.connect()
    connection.execute("create table texts (data_type varchar, number integer, delivered varchar)")
    rows = [(t, i, text) for t, cases in CASTS.items() for i, text in enumerate(cases)]
    connection.executemany("insert into texts values (?, ?, ?)", rows)
    connection.execute(f"copy texts to '{file}' (format parquet)")
    return file


def cast_query(engine: str, data_type: str, relation: str) -> str:
    trimmed = rendered(engine, "{{ trimmed('delivered') }}")
    cast = rendered(engine, f"{{{{ text_to_type('text', '{data_type}') }}}}")
    return f"""
        select {cast} as value
        from (select number, {trimmed} as text from {relation} where data_type = '{data_type}')
        order by number
    """


def wrong(data_type: str, answers: list[tuple]) -> dict[str, tuple]:
    cases = CASTS[data_type].items()
    pairs = zip(cases, answers, strict=True)
    return {text: (answer, value) for (text, value), (answer,) in pairs if answer != value}


@pytest.mark.parametrize("data_type", CASTS)
def test_texts_become_the_same_values_on_duckdb(data_type: str, texts: Path) -> None:
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    query = cast_query("duckdb", data_type, f"read_parquet('{texts}')")
    assert wrong(data_type, connection.execute(query).fetchall()) == {}


@pytest.mark.parametrize("data_type", CASTS)
def test_texts_become_the_same_values_on_spark(data_type: str, texts: Path, spark) -> None:
    query = cast_query("spark", data_type, f"parquet.`{texts}`")
    assert wrong(data_type, spark.rows(query)) == {}


def test_expressions_have_the_same_value_on_duckdb() -> None:
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    parts = [rendered("duckdb", template) for template in EXPRESSIONS]
    answers = connection.execute(f"select {', '.join(parts)}").fetchone()
    assert dict(zip(EXPRESSIONS, answers, strict=True)) == EXPRESSIONS


def test_expressions_have_the_same_value_on_spark(spark) -> None:
    parts = [rendered("spark", template) for template in EXPRESSIONS]
    (answers,) = spark.rows(f"select {', '.join(parts)}")
    assert dict(zip(EXPRESSIONS, answers, strict=True)) == EXPRESSIONS

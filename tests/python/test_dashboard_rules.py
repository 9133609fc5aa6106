"""Rules of the dashboard that need no browser: numbers, words, refusals, colours, file names."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest
from click.testing import CliRunner
from site_reader import read_back

from dashboard import charts, numbers, vega
from dashboard.marts import Row
from dashboard.pages import file_name
from dashboard.site import SIGN, write_site
from dashboard.texts import texts
from orchestration.cli import cli
from orchestration.errors import Refusal

CSS = (Path(charts.__file__).parent / "site.css").read_text(encoding="utf-8")
AMOUNT = "reporting currency"


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (Decimal("6303625.50"), AMOUNT, "CNY 6.30m", "630万元"),
        (-26636.24, AMOUNT, "CNY −26.6k", "−2.66万元"),
        (999500, AMOUNT, "CNY 1.00m", "100万元"),
        (995000, AMOUNT, "CNY 995k", "99.5万元"),
        (1234567890, AMOUNT, "CNY 1.23bn", "12.3亿元"),
        (0, AMOUNT, "CNY 0", "0元"),
        (-0.001, AMOUNT, "CNY 0.00", "0.00元"),
        (9999.6, AMOUNT, "CNY 10,000", "10,000元"),
        (0.01776, "share", "1.78%", "1.78%"),
        (1.036, "multiple", "1.04×", "1.04倍"),
        (0.01, "multiple", "0.01×", "0.01倍"),
        (0.00234, "multiple", "0.0023×", "0.0023倍"),
        (0.0000000004, "multiple", "0.000000×", "0.000000倍"),
        (733, "failures", "733 failures", "733次"),
        (
            23.974,
            "failures per 1,000 unit-months",
            "24.0 per thousand unit-months",
            "24.0次/千台月",
        ),
        (12345, "EUR", "EUR 12.3k", "1.23万欧元"),
        (None, AMOUNT, "no data yet", "暂无数据"),
        (float("nan"), "share", "no data yet", "暂无数据"),
    ],
)
def test_numbers_are_told_in_the_readers_way(
    value: object, unit: str, english: str, chinese: str
) -> None:
    told = [str(numbers.shown(value, unit, lang)) for lang in numbers.LANGUAGES]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in told] == [english, chinese]


@pytest.mark.parametrize("lang", numbers.LANGUAGES)
def test_a_shown_amount_reads_back_within_half_of_its_last_place(lang: str) -> None:
    for exponent in range(-2, 11):
        for digits in (1, 5, 9.994, 9.996, 9.9949, 9.9951, 2.5):
            for sign in (1, -1):
                value = Decimal(str(digits)).scaleb(exponent) * sign
                shown = str(numbers.shown(value, AMOUNT, lang))
                told, half = read_back(shown)
                assert abs(told - value) <= half, (value, shown)


def test_differences_bear_their_sign_and_shares_become_points() -> None:
    assert str(numbers.shown(0.0013, "share", "en", signed=True)) == "+0.13\u00a0pp"
    assert str(numbers.shown(-0.0013, "share", "zh", signed=True)) == "−0.13个百分点"
    assert str(numbers.shown(0, "jobs", "zh", signed=True)) == "0单"


def test_a_running_period_is_not_complete_until_its_last_day_is_over() -> None:
    start = date(2026, 7, 1)
    assert not numbers.is_complete("quarter", start, date(2026, 9, 29))
    assert numbers.is_complete("quarter", start, date(2026, 9, 30))
    assert numbers.period_end("month", date(2024, 2, 1)) == date(2024, 2, 29)
    assert numbers.period_end("year", date(2025, 1, 1)) == date(2025, 12, 31)


def test_every_fixed_text_has_both_languages_and_no_figure() -> None:
    for key, told in texts().items():
        assert set(told) == set(numbers.LANGUAGES), key
        for words in told.values():
            plain = words.replace("B10", "")  # the name of a measure
            assert not re.search(r"[0-9]", plain), f"{key}: figures come from marts"
        places = [sorted(re.findall(r"{\w+}", words)) for words in told.values()]
        assert places[0] == places[1], key


def test_file_names_are_safe_and_never_collide_without_case() -> None:
    scopes = [
        "van",
        "Van",
        "VAN",
        "v/an",
        "../van",
        "v an",
        "货车",
        "卡车",
        "a" * 300,
        "",
        "unknown",
    ]
    names = [file_name("product_line", scope) for scope in scopes]
    assert len({name.lower() for name in names}) == len(scopes)
    assert all(re.fullmatch(r"line-[a-z0-9_.-]{1,80}\.html", name) for name in names)


def test_bars_are_as_long_as_their_values() -> None:
    rows = [
        Row("marts.top_failure_parts", {**_PART, "part_no": str(n), "failure_events": n * 10})
        for n in (4, 2, 1)
    ]
    style = vega.Style("en", "CNY")
    svg = charts.ranked_bars(rows, "failure_events", "count", "part_name", style, "bars")
    drawn = [e for e in ElementTree.fromstring(svg).iter() if e.get("data-column")]
    widths = [float(re.search(r"h([0-9.]+)", e.get("d")).group(1)) for e in drawn]
    assert widths[0] / widths[2] == pytest.approx(4, rel=1e-3)
    assert widths[1] / widths[2] == pytest.approx(2, rel=1e-3)
    assert [e.get("data-value") for e in drawn] == ["40", "20", "10"]


_PART = {"product_line": "all", "window": "12m", "part_name": "<b>arm</b>"}


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_colour_of_text_and_marks_stands_out_from_its_ground() -> None:
    named = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", CSS))
    for name in ("ink", "muted", "accent", "estimate", "warn", "focus"):
        for ground in ("paper", "ground"):
            assert _contrast(named[name], named[ground]) >= 4.5, (name, ground)
    for colour in vega.SERIES:
        assert _contrast(colour, named["paper"]) >= 4.5, colour
    assert _contrast("#d6dee6", named["ink"]) >= 4.5
    assert len({*map(str, vega.DASHES)}) == len({*vega.SHAPES}) == len(vega.SERIES)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of which only the build's own row is left."""
    path = tmp_path_factory.mktemp("bare") / "aftersales.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.build_info as select 'b1' as build_id,"
            " date '2026-09-30' as as_of_date, 'CNY' as reporting_currency"
        )
    return path


def test_a_warehouse_without_any_mart_gives_pages_without_data(bare: Path, tmp_path: Path) -> None:
    summary = write_site(bare, tmp_path / "site")
    assert summary.pages == 5
    page = (tmp_path / "site/zh/index.html").read_text(encoding="utf-8")
    assert page.count("暂无数据") >= 8 and "<svg" not in page


def test_the_site_is_replaced_whole_and_the_same_warehouse_gives_the_same_bytes(
    bare: Path, tmp_path: Path
) -> None:
    out = tmp_path / "site"
    write_site(bare, out)
    first = {path: path.read_bytes() for path in out.rglob("*.html")}
    (out / "en" / "line-gone.html").write_text("a page of an older build")
    write_site(bare, out)
    assert {path: path.read_bytes() for path in out.rglob("*.html")} == first
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert json.loads((out / SIGN).read_text())["build_id"] == "b1"


def test_a_failed_writing_leaves_the_old_site(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    write_site(bare, out)
    before = sorted(out.rglob("*"))
    monkeypatch.setattr("dashboard.pages.Site._definitions_page", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_site(bare, out)
    assert sorted(out.rglob("*")) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_that_holds_something_else_is_left_alone(bare: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "reports"
    foreign.mkdir()
    (foreign / "letter.txt").write_text("mine")
    with pytest.raises(Refusal, match="holds other files"):
        write_site(bare, foreign)
    assert [path.name for path in foreign.iterdir()] == ["letter.txt"]
    mixed = tmp_path / "site"
    write_site(bare, mixed)
    (mixed / "en" / "notes.txt").write_text("mine")
    with pytest.raises(Refusal, match="holds other files"):
        write_site(bare, mixed)
    with pytest.raises(Refusal, match="is not a folder"):
        write_site(bare, foreign / "letter.txt")


def test_a_missing_or_foreign_warehouse_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no published warehouse"):
        write_site(tmp_path / "aftersales.duckdb", tmp_path / "site")
    (tmp_path / "text.duckdb").write_text("not a database")
    with pytest.raises(Refusal, match="is not a warehouse"):
        write_site(tmp_path / "text.duckdb", tmp_path / "site")
    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:
        connection.execute("create table sales as select 1 as amount")
    with pytest.raises(Refusal, match=r"no marts\.build_info"):
        write_site(tmp_path / "other.duckdb", tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_the_command_says_what_it_wrote(bare: Path, tmp_path: Path) -> None:
    asked = ["dashboard", "--warehouse", str(bare.parent), "--out", str(tmp_path / "site")]
    told = CliRunner().invoke(cli, asked, catch_exceptions=False)
    assert told.exit_code == 0 and "5 pages" in told.output
    assert CliRunner().invoke(cli, [*asked, "--quiet"], catch_exceptions=False).output == ""

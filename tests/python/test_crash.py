"""SIGKILL at any moment: what is published stays whole, and the next build needs no hand."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from harness import write_raw

from orchestration.warehouse import Warehouse

SELECT = ["--select", "nps"]
Moment = Callable[[dict], bool]


def surveys(count: int) -> dict[str, list[dict]]:
    """Tables of a company that only asks its customers; `count` answers."""
    asked = {"survey_type": "nps_relationship", "scale_min": "0", "scale_max": "10"}
    return {
        "crm.survey_responses": [
            {"response_id": f"R{i}", "score": i % 11, "answered_at": "2026-02-01 08:00:00", **asked}
            for i in range(count)
        ]
    }


def at(**wanted: str) -> Moment:
    """The progress event with these fields."""
    return lambda event: all(event.get(name) == value for name, value in wanted.items())


def nth_node(number: int) -> Moment:
    """The `number`-th dbt node that is done."""
    counted = iter(range(1, 1_000_000))
    return lambda event: event["event"] == "node" and next(counted) == number


def command(raw: Path, place: Warehouse) -> list[str]:
    base = [sys.executable, "-m", "orchestration.cli", "build", "--json", *SELECT]
    return [*base, "--raw", str(raw), "--warehouse", str(place.root), "--as-of", "2026-03-31"]


def build(raw: Path, place: Warehouse) -> dict:
    done = subprocess.run(command(raw, place), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    return json.loads(done.stdout)


def kill_at(raw: Path, place: Warehouse, moment: Moment, *, wait: float = 0.0) -> bool:
    """Start a build and kill it at its moment (`wait` seconds later); true when it was killed."""
    process = subprocess.Popen(
        command(raw, place), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    for line in process.stderr:
        if line.startswith("{") and moment(json.loads(line)):
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
            break
    process.stderr.close()
    return process.wait() == -signal.SIGKILL


def published_content(place: Warehouse) -> dict[str, str]:
    """Content hashes of the published marts, read from the file itself."""
    with duckdb.connect(str(place.published), read_only=True) as connection:
        answers = connection.execute("select sum(responses) from marts.nps").fetchone()[0]
        rows = connection.execute(
            "select relation_name, content_hash from audit.published_relations"
            " where schema_name = 'marts' and relation_name <> 'build_info'"
        ).fetchall()
    return {**dict(rows), "answers": str(answers)}


def dbt_processes(place: Warehouse) -> list[int]:
    """Processes that still build into this warehouse."""
    wanted = f"AFTERSALES_BUILD_FILE={place.build_file}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and wanted in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]


def no_dbt_survives(place: Warehouse) -> bool:
    deadline = time.monotonic() + 10
    while dbt_processes(place) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not dbt_processes(place)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Warehouse, dict[str, str]]:
    """A published warehouse, and raw data that has grown since."""
    folder = tmp_path_factory.mktemp("crash")
    place = Warehouse.at(folder / "warehouse")
    raw = write_raw(folder / "raw", surveys(200))
    build(raw, place)
    write_raw(raw, surveys(220))
    return raw, place, published_content(place)


MOMENTS: dict[str, Moment] = {
    "landing": at(event="started", step="landing"),
    "dbt": nth_node(90),
    "checks": at(event="started", step="checks"),
    "swap": at(event="note", step="swap"),
}


def test_killed_at_four_moments_and_then_built(
    started: tuple[Path, Warehouse, dict[str, str]],
) -> None:
    raw, place, before = started
    for name, moment in MOMENTS.items():
        killed = kill_at(raw, place, moment)
        assert no_dbt_survives(place), name
        after = published_content(place)
        if name != "swap":
            assert killed, name
            assert after == before, name
    whole = build(raw, place)
    assert published_content(place)["answers"] != before["answers"]
    # A kill at the swap shows the old warehouse or the new one, never a mixture.
    finished = {name: mart["content_hash"] for name, mart in whole["marts"].items()}
    del after["answers"]
    assert after in ({k: v for k, v in before.items() if k != "answers"}, finished)
    leftovers = [path.name for path in place.root.iterdir() if ".tmp" in path.name]
    assert leftovers == []


@pytest.mark.soak
def test_killed_at_twenty_moments_spread_over_the_build(
    started: tuple[Path, Warehouse, dict[str, str]],
) -> None:
    raw, place, _ = started
    chance = random.Random(20)
    moments: list[tuple[Moment, float]] = [(nth_node(5 + 17 * i), 0.0) for i in range(8)]
    moments += [
        (moment, wait) for moment in MOMENTS.values() for wait in (0.0, 0.3, chance.random())
    ]
    assert len(moments) == 20
    build(raw, place)
    before = published_content(place)
    for moment, wait in moments:
        kill_at(raw, place, moment, wait=wait)
        assert no_dbt_survives(place)
        assert published_content(place) == before
    build(raw, place)
    assert published_content(place) == before

"""Builds are published while Superset reads: no query fails, and the next ones read the last."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import duckdb
import superset_bundle
from published import Company
from superset_client import Client
from superset_server import Server

READERS = 3
BUILDS = [f"build {number}" for number in range(5)]


def test_builds_are_published_while_superset_reads(
    superset: Server, client: Client, warehouse: Company, tmp_path: Path
) -> None:
    company = Company(tmp_path)
    company.file.parent.mkdir()
    ((first,),) = warehouse.ask("select build_id from marts.build_info")
    shutil.copyfile(warehouse.file, company.file)
    database = client.add_database(
        "builds come", superset_bundle.superset_address(str(company.file))
    )
    info = client.dataset(database, "build_info")

    finished = Event()
    with ThreadPoolExecutor(READERS) as readers:
        seen = [readers.submit(_builds_seen, superset, info, finished) for _ in range(READERS)]
        try:
            for build in BUILDS:
                finished.wait(1.5)
                _publish(warehouse.file, company.file, build)
        finally:
            finished.set()
        builds = [build for reader in seen for build in reader.result()]

    assert len(builds) > len(BUILDS)
    assert first in builds
    assert set(builds) <= {first, *BUILDS}
    assert _build_read(client, info) == BUILDS[-1]


def _publish(source: Path, target: Path, build: str) -> None:
    """Another build beside the file, moved over it in one step as the nightly does."""
    coming = target.with_suffix(".coming")
    shutil.copyfile(source, coming)
    with duckdb.connect(str(coming)) as connection:
        connection.execute("update marts.build_info set build_id = ?", [build])
    coming.replace(target)


def _builds_seen(superset: Server, info: dict, finished: Event) -> list[str]:
    """Ask again and again; every answer must be a success and come of one build."""
    client, seen = Client(superset), []
    while not finished.is_set():
        seen.append(_build_read(client, info))
        finished.wait(0.1)
    return seen


def _build_read(client: Client, info: dict) -> str:
    (row,) = client.rows(info, ["build_id"])
    return row["build_id"]

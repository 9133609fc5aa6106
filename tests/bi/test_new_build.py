"""A build is published while Superset reads: no query fails, and the next ones read it."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event

import superset_bundle
from published import Company, differences, from_json
from superset_client import Client
from superset_server import Server

READERS = 3


def test_a_build_is_published_while_superset_reads(
    superset: Server, client: Client, warehouse: Company, tmp_path: Path
) -> None:
    company = Company(shutil.copytree(warehouse.folder, tmp_path / "company"))
    database = client.add_database(
        "a build comes", superset_bundle.superset_address(str(company.file))
    )
    info = client.dataset(database, "build_info")
    ((old, as_of),) = company.ask("select build_id, as_of_date from marts.build_info")

    published = Event()
    with ThreadPoolExecutor(READERS) as readers:
        seen = [readers.submit(_builds_seen, superset, info, published) for _ in range(READERS)]
        try:
            company.build("--as-of", str(as_of - timedelta(days=90)))
        finally:
            published.set()
        builds = {build for reader in seen for build in reader.result()}

    ((new,),) = company.ask("select build_id from marts.build_info")
    assert new != old
    assert old in builds
    assert builds <= {old, new}
    assert _builds(client, info) == {new}
    kinds = company.columns("warranty_cost_ratio_yearly")
    rows = client.rows(client.dataset(database, "warranty_cost_ratio_yearly"), list(kinds))
    found = [tuple(from_json(row[name], kind) for name, kind in kinds.items()) for row in rows]
    expected = company.ask("from marts.warranty_cost_ratio_yearly")
    assert differences(expected, found) == []
    assert differences(warehouse.ask("from marts.warranty_cost_ratio_yearly"), found) != []


def _builds_seen(superset: Server, info: dict, published: Event) -> set[str]:
    """Ask again and again until the build is published; every answer must be a success."""
    client, seen = Client(superset), set()
    while not published.is_set():
        seen |= _builds(client, info)
        published.wait(0.2)
    return seen


def _builds(client: Client, info: dict) -> set[str]:
    return {row["build_id"] for row in client.rows(info, ["build_id"])}

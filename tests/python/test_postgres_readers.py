"""What readers see while PostgreSQL is published to: the old build or the new one, never a mixture.

Every row of these builds bears its build, so that a mixture shows in a single statement.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import psycopg
import pytest
from postgres_barrier import held_up_at
from postgres_server import ADMIN, PASSWORD, address_as, running_server

from orchestration.errors import Refusal
from orchestration.postgres import publish_to

RELATIONS = ("audit.a1", "core.c1", "core.c2", "core.c3", "marts.m1", "marts.m2", "marts.z9")
KEYS = dict.fromkeys(RELATIONS, ("k",))
ROWS = {"one": 400, "two": 450}
CLIENTS, PUBLICATIONS = 20, 10
KILLED_AT = {3: "core.c2", 7: "marts.z9"}

JOINED = (
    "select b.build_id, count(*), sum(c1.amount + m1.amount + z9.amount),"
    " min(least(a1.build, c1.build, c2.build, c3.build, m1.build, m2.build, z9.build)),"
    " max(greatest(a1.build, c1.build, c2.build, c3.build, m1.build, m2.build, z9.build))"
    " from marts.build_info b cross join marts.z9 z9 join marts.m1 m1 using (k)"
    " join marts.m2 m2 using (k) join core.c1 c1 using (k) join core.c2 c2 using (k)"
    " join core.c3 c3 using (k) join audit.a1 a1 using (k) group by b.build_id"
)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server with one database and a user who may only read."""
    with running_server() as address:
        with psycopg.connect(address_as(address, ADMIN), autocommit=True) as admin:
            admin.execute("create role aftersales_reader nologin")
            admin.execute(f"create role bi_user login password '{PASSWORD}'")
            admin.execute("grant aftersales_reader to bi_user")
        yield address


def write_build(path: Path, build: str, **other: str) -> Path:
    """A published file; `other` replaces the query of a relation (`marts__m1=...`) or drops it."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create schema core; create schema audit")
        connection.execute(f"create table marts.build_info as select '{build}' as build_id")
        for label in RELATIONS:
            plain = (
                f"select k, '{build}' as build, cast(k * {len(build) + ROWS[build]} as"
                f" decimal(18, 2)) as amount from range({ROWS[build]}) t(k)"
            )
            query = other.get(label.replace(".", "__"), plain)
            if query:
                connection.execute(f"create table {label} as {query}")
    return path


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("builds")
    return {build: write_build(folder / f"{build}.duckdb", build) for build in ROWS}


def expected_of(published: Path) -> tuple:
    with duckdb.connect(str(published), read_only=True) as connection:
        return connection.execute(JOINED).fetchone()


def publisher(published: Path, address: str) -> subprocess.Popen:
    """A publication in a process of its own, which can be killed."""
    code = (
        "import sys; from pathlib import Path; from orchestration.postgres import publish_to;"
        " publish_to(Path(sys.argv[1]), sys.argv[2], keys={r: ('k',) for r in sys.argv[3:]})"
    )
    command = [sys.executable, "-c", code, str(published), address, *RELATIONS]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


class Client(threading.Thread):
    """One reader: joins over all schemas, again and again, checked against the builds."""

    def __init__(self, address: str, repeatable: bool, expected: dict[str, tuple]) -> None:
        super().__init__(daemon=True)
        self.address, self.repeatable, self.expected = address, repeatable, expected
        self.stop = threading.Event()
        self.reads = self.empty = self.mixed = self.straddled = 0
        self.errors: list[str] = []

    def run(self) -> None:
        try:
            with psycopg.connect(self.address, autocommit=True) as connection:
                while not self.stop.is_set():
                    if self.repeatable:
                        self._transaction(connection)
                    else:
                        self._check(connection.execute(JOINED).fetchone())
                    time.sleep(random.uniform(0.05, 0.3))
        except Exception as error:
            self.errors.append(repr(error))

    def _transaction(self, connection: psycopg.Connection) -> None:
        connection.execute("begin isolation level repeatable read read only")
        build = connection.execute("select build_id from marts.build_info").fetchone()
        for label in random.sample(RELATIONS, 3):
            time.sleep(random.uniform(0, 0.15))
            row = connection.execute(f"select min(build), max(build), count(*) from {label}")
            low, high, count = row.fetchone()
            self.reads += 1
            self.empty += not count
            self.mixed += (low, high, count) != (build[0], build[0], ROWS[build[0]])
        self._check(connection.execute(JOINED).fetchone(), build)
        connection.execute("commit")
        after = connection.execute("select build_id from marts.build_info").fetchone()
        self.straddled += after != build

    def _check(self, row: tuple | None, build: tuple | None = None) -> None:
        self.reads += 1
        if row is None:
            self.empty += 1
        elif row != self.expected.get(build[0] if build else row[0]):
            self.mixed += 1


def test_twenty_clients_see_whole_builds_through_ten_publications(
    server: str, builds: dict[str, Path]
) -> None:
    expected = {build: expected_of(path) for build, path in builds.items()}
    publish_to(builds["two"], server, keys=KEYS)
    reader = address_as(server, "bi_user")
    clients = [Client(reader, number % 2 == 0, expected) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    current, killed, seconds = "two", 0, []
    for number in range(PUBLICATIONS):
        build = "one" if current == "two" else "two"
        if number in KILLED_AT:
            with held_up_at(server, KILLED_AT[number]) as barrier:
                process = publisher(builds[build], server)
                barrier.wait_for_arrival()
                process.send_signal(signal.SIGKILL)
                process.communicate()
            killed += 1
        else:
            began = time.monotonic()
            process = publisher(builds[build], server)
            _, said = process.communicate(timeout=120)
            assert process.returncode == 0, said
            seconds.append(time.monotonic() - began)
            current = build
        with psycopg.connect(reader) as connection:
            assert connection.execute(JOINED).fetchone() == expected[current]
    for client in clients:
        client.stop.set()
    for client in clients:
        client.join(60)
    reads = sum(client.reads for client in clients)
    straddled = sum(client.straddled for client in clients)
    print(
        f"{CLIENTS} clients, {PUBLICATIONS} publications ({killed} killed, the others"
        f" {sum(seconds) / len(seconds):.1f} s each): {reads:,} reads, {straddled} transactions"
        f" across a publication, {sum(len(c.errors) for c in clients)} errors,"
        f" {sum(c.mixed for c in clients)} mixed, {sum(c.empty for c in clients)} empty"
    )
    assert [error for client in clients for error in client.errors] == []
    assert not any(client.is_alive() or client.mixed or client.empty for client in clients)
    assert all(client.reads for client in clients) and straddled > 0 and killed == 2


NEW_SHAPES = {
    "marts__m1": "select k, 'one' as build, cast(k as double) as amount, 7 as further"
    " from range(400) t(k)",
    "core__c2": "select k, 1 as build, k as amount from range(400) t(k)",
    "marts__m2": "",
}


def test_a_new_shape_waits_for_older_snapshots_and_shows_them_the_old_rows(
    server: str, builds: dict[str, Path], tmp_path: Path
) -> None:
    publish_to(builds["two"], server, keys=KEYS)
    shaped = write_build(tmp_path / "shaped.duckdb", "one", **NEW_SHAPES)
    reader = address_as(server, "bi_user")
    with psycopg.connect(reader) as early:
        early.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        assert early.execute("select build_id from marts.build_info").fetchone() == ("two",)
        with pytest.raises(Refusal, match=r"open since before.*\n.*user bi_user") as refused:
            publish_to(shaped, server, keys=KEYS, patience=0.5)
        assert refused.value.passes_by_itself
        assert early.execute("select count(*) from marts.m1").fetchone() == (450,)
    with held_up_at(server, "marts.z9") as barrier, psycopg.connect(reader) as old:
        old.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        process = publisher(shaped, server)
        barrier.wait_for_arrival()
        assert old.execute("select build_id from marts.build_info").fetchone() == ("two",)
        barrier.lift()
        process.wait(60)
        assert process.returncode == 0, process.stderr.read()
        assert old.execute(
            "select count(*), min(build), max(amount), max(further) from marts.m1"
        ).fetchone() == (450, "two", 449 * 453.0, None)
        assert old.execute(
            "select count(*), max(amount), count(build) from core.c2"
        ).fetchone() == (450, 449 * 453, 0)
    with psycopg.connect(reader) as new:
        assert new.execute(
            "select count(*), min(build), max(amount), max(further) from marts.m1"
        ).fetchone() == (400, "one", 399.0, 7)
        with pytest.raises(psycopg.errors.UndefinedTable):
            new.execute("select * from marts.m2")
    summary = publish_to(builds["one"], server, keys=KEYS)
    assert sorted(summary.reshaped) == ["core.c2", "marts.m1"]
    with psycopg.connect(reader) as new:
        assert new.execute(JOINED).fetchone() == expected_of(builds["one"])


def test_a_publisher_killed_while_shapes_change_leaves_the_old_build(
    server: str, builds: dict[str, Path], tmp_path: Path
) -> None:
    publish_to(builds["two"], server, keys=KEYS)
    shaped = write_build(tmp_path / "shaped.duckdb", "one", **NEW_SHAPES)
    with held_up_at(server, "marts.z9") as barrier:
        process = publisher(shaped, server)
        barrier.wait_for_arrival()
        process.kill()
        process.communicate()
    reader = address_as(server, "bi_user")
    with psycopg.connect(reader) as connection:
        assert connection.execute(JOINED).fetchone() == expected_of(builds["two"])
    assert publish_to(builds["one"], server, keys=KEYS).reshaped == []
    with psycopg.connect(address_as(server, ADMIN)) as connection:
        left = connection.execute(
            "select relname from pg_class where relkind = 'r'"
            " and relnamespace = 'aftersales'::regnamespace"
        ).fetchall()
    assert left == [("stored_relations",)]


def test_busy_readers_neither_fail_nor_wait_long_while_shapes_change(
    server: str, builds: dict[str, Path], tmp_path: Path
) -> None:
    publish_to(builds["two"], server, keys=KEYS)
    further = (
        "select k, '{0}' as build, cast(k * {1} as decimal(18, 2)) as amount, 1 as further"
        " from range({2}) t(k)"
    )
    query = further.format("one", 3 + ROWS["one"], ROWS["one"])
    shaped = write_build(tmp_path / "shaped.duckdb", "one", marts__m1=query, core__c2=query)
    expected = {build: expected_of(path) for build, path in builds.items()}
    assert expected_of(shaped) == expected["one"]
    reader = address_as(server, "bi_user")
    clients = [Client(reader, number % 2 == 0, expected) for number in range(6)]
    for client in clients:
        client.start()
    reshaped = [
        len(publish_to(published, server, keys=KEYS).reshaped)
        for published in (shaped, builds["two"], shaped)
    ]
    for client in clients:
        client.stop.set()
    for client in clients:
        client.join(60)
    print(f"6 clients, {sum(c.reads for c in clients)} reads while shapes changed {reshaped}")
    assert reshaped == [2, 2, 2]
    assert [error for client in clients for error in client.errors] == []
    assert not any(client.is_alive() or client.mixed or client.empty for client in clients)

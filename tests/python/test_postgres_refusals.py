"""Faults of a publication to PostgreSQL: one clear word, a cure, exit 1, and never the password."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import duckdb
import psycopg
import pytest
from postgres_server import ADMIN, PASSWORD, address_as, free_port, running_server

from orchestration.errors import Refusal
from orchestration.postgres import publish_to
from orchestration.postgres.address import Address
from orchestration.warehouse import PUBLISHED_NAME

SECRETS = (PASSWORD, quote(PASSWORD, safe=""), quote(PASSWORD), "s3cret")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_server() as address:
        with psycopg.connect(address_as(address, ADMIN), autocommit=True) as admin:
            admin.execute(f"create role stranger login password '{PASSWORD}'")
        yield address


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("warehouse")
    with duckdb.connect(str(folder / PUBLISHED_NAME)) as connection:
        connection.execute("create schema marts; create schema core; create schema audit")
        connection.execute("create table marts.build_info as select 'build-1' as build_id")
        connection.execute("create table marts.nps as select 1 as a, '满意' as b")
    return folder


def refusal_of(warehouse: Path, address: str) -> Refusal:
    with pytest.raises(Refusal) as raised:
        publish_to(warehouse / PUBLISHED_NAME, address, keys={})
    told = "".join(traceback.format_exception(raised.value)) + repr(raised.value.as_dict())
    assert not any(secret in told for secret in SECRETS), told
    assert raised.value.cure
    return raised.value


def test_the_fault_of_each_address_is_named(server: str, warehouse: Path) -> None:
    wrong = server.replace(quote(PASSWORD, safe=""), quote("other " + PASSWORD, safe=""))
    addresses = {
        "cannot be reached": address_as(server, "publisher", port=free_port()),
        "does not take this user and password": wrong,
        "no such database": address_as(server, "publisher", database="nowhere"),
        "may not do this": address_as(server, "stranger"),
    }
    for words, address in addresses.items():
        refusal = refusal_of(warehouse, address)
        assert words in refusal.title, refusal.title
    for unreadable in (
        f"postgresql://u:{quote(PASSWORD, safe='')}@127.0.0.1:port/{PASSWORD}",
        f"postgresql://u:{PASSWORD}@[127.0.0.1/db",
        f"mysql://u:{PASSWORD}@127.0.0.1/db",
        f"postgresql://127.0.0.1/db?unknown={PASSWORD}",
        "",
    ):
        refusal_of(warehouse, unreadable)


def test_an_address_never_shows_its_password() -> None:
    address = Address.read(f"postgresql://u:{quote(PASSWORD, safe='')}@h:5432/d?sslmode=prefer")
    assert str(address) == "postgresql://u@h:5432/d"
    assert not any(secret in repr(address) + str(address) for secret in SECRETS)
    assert address.without_secrets(f"a {PASSWORD} b {quote(PASSWORD, safe='')}") == "a *** b ***"


def command(warehouse: Path, *words: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "publish", "--warehouse", warehouse, *words],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )


def test_the_command_tells_rows_and_seconds_and_no_password(server: str, warehouse: Path) -> None:
    done = command(warehouse, "--json", AFTERSALES_POSTGRES=server)
    report = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert (report["status"], report["rows"], report["build_id"]) == ("published", 2, "build-1")
    assert report["seconds"] > 0 and report["copied"] == ["marts.build_info", "marts.nps"]
    shown = command(warehouse, "--to", server, "--every-row")
    assert "Copied 2 relations, 2 rows, in" in shown.stdout and shown.returncode == 0
    quiet = command(warehouse, "--to", server, "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    refused = command(warehouse, "--to", address_as(server, "publisher", database="x"), "--json")
    assert refused.returncode == 1 and json.loads(refused.stdout)["status"] == "refused"
    assert refused.stderr.startswith("There is no such database")
    for result in (done, shown, refused):
        told = result.stdout + result.stderr
        assert "Traceback" not in told and not any(secret in told for secret in SECRETS)


def test_an_empty_folder_is_no_warehouse(server: str, tmp_path: Path) -> None:
    done = command(tmp_path, "--to", server)
    assert done.returncode == 1 and "run `aftersales build` first" in done.stderr


def test_two_publications_at_once_the_second_refuses(server: str, warehouse: Path) -> None:
    publish_to(warehouse / PUBLISHED_NAME, server, keys={})
    connection = Address.read(server).connect()
    try:
        from orchestration.postgres.catalog import take_turn

        take_turn(connection)
        refusal = refusal_of(warehouse, server)
    finally:
        connection.close()
    assert refusal.title == "Another publication to this database is under way."
    assert "user publisher" in refusal.details[0] and refusal.passes_by_itself
    publish_to(warehouse / PUBLISHED_NAME, server, keys={})


def test_a_view_on_a_relation_that_must_change_is_named(
    server: str, warehouse: Path, tmp_path: Path
) -> None:
    publish_to(warehouse / PUBLISHED_NAME, server, keys={})
    other = tmp_path / "other.duckdb"
    other.write_bytes((warehouse / PUBLISHED_NAME).read_bytes())
    with duckdb.connect(str(other)) as connection:
        connection.execute("alter table marts.nps add column c integer")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("create view public.mine as select a from marts.nps")
        try:
            with pytest.raises(Refusal, match=r"rests on.*\n.*\n.*view public\.mine"):
                publish_to(other, server, keys={})
            assert connection.execute("select a from public.mine").fetchone() == (1,)
        finally:
            connection.execute("drop view public.mine")
    assert publish_to(other, server, keys={}).reshaped == ["marts.nps"]


def test_a_text_that_postgresql_cannot_store_is_named(
    server: str, warehouse: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.duckdb"
    other.write_bytes((warehouse / PUBLISHED_NAME).read_bytes())
    with duckdb.connect(str(other)) as connection:
        connection.execute("insert into marts.nps values (2, 'a' || chr(0))")
    with pytest.raises(Refusal, match=r"marts\.nps holds a NUL character.*\n.*column b"):
        publish_to(other, server, keys={})

"""A PostgreSQL server for tests: started in a folder of its own, gone with the test."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
import pytest

# Signs that an address must escape, so that every test proves that it does.
PASSWORD = "s3cret/@:pass %word"
ADMIN, PUBLISHER, DATABASE = "admin", "publisher", "bi"

_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "80",
    "log_min_duration_statement": "-1",
    "listen_addresses": "127.0.0.1",
}


@contextmanager
def running_server() -> Iterator[str]:
    """A fresh server on 127.0.0.1; yields the address of `publisher`, who owns the database `bi`.

    The publisher may create roles and is no superuser; `address_as` gives other users' addresses
    (`admin` is the superuser, every password is `PASSWORD`). Skips the test where no server is
    installed, and fails it in CI.
    """
    binaries = _server_binaries()
    folder = Path(tempfile.mkdtemp(prefix="aftersales-pg-"))
    user = _unprivileged_user()
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    process = None
    try:
        _make_cluster(binaries, folder, user)
        process, address = _start(binaries, folder, user)
        yield address
    finally:
        if process is not None:
            process.send_signal(signal.SIGQUIT)
            process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def address_as(address: str, user: str, *, database: str = "", port: int = 0) -> str:
    """The same server's address for another user, database or port, with the tests' password."""
    parts = urlsplit(address)
    place = f"{parts.hostname}:{port or parts.port}/{database or parts.path.lstrip('/')}"
    return f"postgresql://{user}:{quote(PASSWORD, safe='')}@{place}"


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _server_binaries() -> Path:
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
    )
    on_path = shutil.which("postgres")
    found = versions[-1].parent if versions else Path(on_path).parent if on_path else None
    if found is None:
        word = "no PostgreSQL server here: install Debian's package `postgresql`"
        pytest.fail(word) if os.environ.get("CI") else pytest.skip(word)
    return found


def _unprivileged_user() -> str | None:
    """The server refuses to run as root: then Debian's own user for it, else `nobody`."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _identity(user: str | None) -> dict[str, object]:
    if user is None:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _make_cluster(binaries: Path, folder: Path, user: str | None) -> None:
    secret = folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    secret.chmod(0o644)
    command = [
        *(str(binaries / "initdb"), "--pgdata", str(folder / "data"), "--username", ADMIN),
        *("--pwfile", str(secret), "--auth", "scram-sha-256", "--encoding", "UTF8"),
        *("--locale", "C.UTF-8", "--no-sync"),
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, **_identity(user))
    assert done.returncode == 0, done.stderr


def _start(binaries: Path, folder: Path, user: str | None) -> tuple[subprocess.Popen, str]:
    """Start the server; a port that somebody took in between is tried again with another."""
    for _ in range(5):
        port = free_port()
        settings = {**_SETTINGS, "port": port, "unix_socket_directories": str(folder)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command = [str(binaries / "postgres"), "-D", str(folder / "data"), *options]
        with (folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=folder, stdout=log, stderr=log, **_identity(user)
            )
        owner = address_as(f"postgresql://127.0.0.1:{port}/{DATABASE}", PUBLISHER)
        if _became_ready(process, owner):
            return process, owner
    raise AssertionError((folder / "log").read_text(encoding="utf-8"))


def _became_ready(process: subprocess.Popen, owner: str) -> bool:
    admin = address_as(owner, ADMIN, database="postgres")
    for _ in range(300):
        if process.poll() is not None:
            return False
        try:
            with psycopg.connect(admin, autocommit=True, connect_timeout=5) as connection:
                connection.execute(
                    f"create role {PUBLISHER} login createrole password '{PASSWORD}'"
                )
                connection.execute(f"create database {DATABASE} owner {PUBLISHER}")
            return True
        except psycopg.OperationalError:
            time.sleep(0.1)
    process.kill()
    return False

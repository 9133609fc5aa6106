"""Starts and stops the tests' Superset: 127.0.0.1, a scratch folder, nothing outside."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import requests
from postgres_server import free_port

from orchestration.contract import PROJECT_DIR

HERE = Path(__file__).parent
PYTHON = PROJECT_DIR / os.environ.get("SUPERSET_VENV", ".venv-superset") / "bin" / "python"
USER = "bi"
SECONDS_TO_START = 300


@dataclass(frozen=True)
class Server:
    """A Superset that answers; `log` holds all that it said."""

    base: str
    password: str = field(repr=False)
    log: Path


@contextmanager
def running_superset(folder: Path) -> Iterator[Server]:
    """A fresh Superset whose files all lie in `folder`; stopped with all its processes."""
    assert PYTHON.exists(), f"{PYTHON} is missing: run `make test-bi`"
    port, password = free_port(), secrets.token_urlsafe(16)
    server = Server(f"http://127.0.0.1:{port}", password, folder / "superset.log")
    with server.log.open("wb") as log:
        process = subprocess.Popen(
            [str(PYTHON), str(HERE / "serve_superset.py"), str(port)],
            cwd=folder,
            env=_environment(folder, password),
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        _wait_until_it_answers(process, server)
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)


def _environment(folder: Path, password: str) -> dict[str, str]:
    """Only what Superset needs; the addresses of proxies lead nowhere, so a call outside fails."""
    nowhere = "http://127.0.0.1:9"
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(HERE),
        "SUPERSET_HOME": str(folder),
        "FLASK_APP": "superset.app:create_app()",
        "BI_SECRET_KEY": secrets.token_urlsafe(42),
        "BI_USER": USER,
        "BI_PASSWORD": password,
        "SCARF_ANALYTICS": "false",
        "DO_NOT_TRACK": "1",
        "HTTP_PROXY": nowhere,
        "HTTPS_PROXY": nowhere,
        "NO_PROXY": "127.0.0.1",
    }


def _wait_until_it_answers(process: subprocess.Popen, server: Server) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        try:
            if requests.get(f"{server.base}/health", timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.5)
    tail = server.log.read_text(encoding="utf-8", errors="replace")[-4000:]
    raise AssertionError(f"Superset did not start:\n{tail}")

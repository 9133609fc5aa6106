"""The parent's side of dbt: the prepared manifest and the child process that builds."""

from __future__ import annotations

import hashlib
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import IO

from orchestration.contract import PROJECT_DIR
from orchestration.errors import Refusal

TARGET_DIR = PROJECT_DIR / "target"
MANIFEST_FILE = TARGET_DIR / "manifest.json"
PARTIAL_PARSE_FILE = TARGET_DIR / "partial_parse.msgpack"
SEMANTIC_MANIFEST_FILE = TARGET_DIR / "semantic_manifest.json"  # where MetricFlow looks for it
_STAMP_FILE = TARGET_DIR / "manifest.stamp"
_PARSED_FOLDERS = ("models", "macros", "seeds", "snapshots", "tests/singular", "tests/generic")
_PARSED_FILES = ("dbt_project.yml", "profiles.yml", "raw_contract.yml")

# A slow command is no fault of dbt: only its end, good or bad, is waited for.
_QUIET_FLAGS = ["--no-use-colors", "--no-send-anonymous-usage-stats", "--log-level-file", "info"]


def project_fingerprint() -> str:
    """Changes whenever `dbt parse` might say something else."""
    digest = hashlib.sha256(version("dbt-core").encode() + sys.executable.encode())
    files = [PROJECT_DIR / name for name in _PARSED_FILES]
    for folder in _PARSED_FOLDERS:
        files += sorted((PROJECT_DIR / folder).rglob("*"))
    for path in files:
        if path.is_file():
            digest.update(str(path.relative_to(PROJECT_DIR)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def prepare_manifest() -> bool:
    """See that `target/` bears the manifest of the models as they are; true when it had to parse.

    Raises `Refusal` with dbt's own words when the project does not parse.
    """
    fingerprint = project_fingerprint()
    artifacts = (MANIFEST_FILE, PARTIAL_PARSE_FILE, SEMANTIC_MANIFEST_FILE)
    is_there = all(file.exists() for file in (*artifacts, _STAMP_FILE))
    if is_there and _STAMP_FILE.read_text(encoding="utf-8") == fingerprint:
        return False
    TARGET_DIR.mkdir(exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="parse-", dir=TARGET_DIR))
    try:
        if PARTIAL_PARSE_FILE.exists():
            shutil.copy(PARTIAL_PARSE_FILE, scratch)
        # The file's stem is the catalogue's name in every compiled relation, hence the real one.
        with DbtChild(scratch, scratch / "aftersales_build.duckdb", reuse=False) as child:
            events = list(child.invoke(["parse"]))
        if not child.success:
            raise Refusal(
                "The dbt project does not parse.", _errors_of(events, child.error), stage="prepare"
            )
        _STAMP_FILE.unlink(missing_ok=True)
        for file in artifacts:
            (scratch / file.name).replace(file)
        _STAMP_FILE.write_text(fingerprint, encoding="utf-8")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return True


def _errors_of(events: list[dict], error: str) -> list[str]:
    messages = [event["info"]["msg"] for event in events if event["info"]["level"] == "error"]
    return messages or [error]


class DbtChild:
    """A running dbt process with the prepared manifest; use it as a context manager.

    `success` and `error` tell about the last command; its artifacts lie in `target_dir`.
    """

    def __init__(self, target_dir: Path, build_file: Path, *, reuse: bool = True) -> None:
        self.target_dir = target_dir
        self.build_file = build_file
        self.success = False
        self.error = ""
        self._arguments = [str(PARTIAL_PARSE_FILE)] if reuse else []
        self._process: subprocess.Popen | None = None
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def __enter__(self) -> DbtChild:
        self.target_dir.mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ,
            "AFTERSALES_BUILD_FILE": str(self.build_file),
            "DBT_PROJECT_DIR": str(PROJECT_DIR),
            "DBT_PROFILES_DIR": str(PROJECT_DIR),
            "DBT_LOG_FORMAT": "json",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "0",
            "PYTHONUNBUFFERED": "1",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "orchestration.dbt_child", *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=PROJECT_DIR,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        threading.Thread(target=self._drain, args=(self._process.stdout,), daemon=True).start()
        return self

    def _drain(self, stream: IO[str]) -> None:
        """Take dbt's lines as they come: it must not wait for whoever looks at them."""
        for line in stream:
            self._lines.put(line)
        self._lines.put(None)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.stdin.close()
        self._process.wait()

    def invoke(self, arguments: list[str], *, target_dir: Path | None = None) -> Iterator[dict]:
        """Run one dbt command; yields its log events, then sets `success` and `error`."""
        self.success, self.error = False, "dbt ended without a word"
        place = str(target_dir or self.target_dir)
        command = [*arguments, *_QUIET_FLAGS, "--target-path", place, "--log-path", place]
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        stray: list[str] = []
        while (line := self._lines.get()) is not None:
            try:
                event = json.loads(line)
            except ValueError:
                stray.append(line.rstrip())
                continue
            if not isinstance(event, dict):
                continue
            if event.get("done"):
                self.success, self.error = event["success"], event["error"]
                return
            if "info" in event:
                yield event
        self.error = "\n".join(["dbt ended without a result.", *stray[-15:]])

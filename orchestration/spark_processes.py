"""The operating-system side of the local Spark cluster: Java, command lines, start and stop."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
SUPPORTED_JAVA = (17, 21)  # what Spark 4 is released for
_JAVA_FOLDERS = ("/usr/lib/jvm", "/Library/Java/JavaVirtualMachines", "/opt/java", "/opt")


class SparkError(RuntimeError):
    """The cluster cannot be started, reached or stopped; the message says what to do."""


@dataclass(frozen=True)
class Process:
    """One started process: its role (`master`, `worker-1`, `worker-2`, `server`) and id."""

    role: str
    pid: int


def java_major_version(home: Path) -> int | None:
    """The major version of the Java under `home`, or None when there is none that runs."""
    java = home / "bin" / "java"
    if not java.is_file():
        return None
    try:
        answer = subprocess.run(
            [str(java), "-version"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "(\d+)', answer.stderr + answer.stdout)
    return int(found.group(1)) if found else None


def _java_candidates() -> Iterable[Path]:
    if os.environ.get("JAVA_HOME"):
        yield Path(os.environ["JAVA_HOME"])
    on_path = shutil.which("java")
    if on_path:
        yield Path(on_path).resolve().parent.parent
    for folder in map(Path, _JAVA_FOLDERS):
        if folder.is_dir():
            for home in sorted(folder.iterdir()):
                yield home / "Contents" / "Home" if folder.parts[1] == "Library" else home


def find_java_home() -> Path:
    """A JDK or JRE that Spark supports: JAVA_HOME, then PATH, then the usual folders.

    Raises `SparkError` when there is none; the message lists what was found instead.
    """
    unsuitable = {}
    for home in _java_candidates():
        version = java_major_version(home)
        if version in SUPPORTED_JAVA:
            return home
        if version is not None:
            unsuitable[str(home)] = version
    found = "; ".join(f"{home} is Java {version}" for home, version in unsuitable.items())
    raise SparkError(
        f"Spark needs Java {' or '.join(map(str, SUPPORTED_JAVA))}, and there is none"
        f" ({found or 'no Java at all was found'}). Install a JDK 17, or set JAVA_HOME to one."
    )


def spark_home() -> Path:
    """The Spark distribution inside the pyspark package; raises `SparkError` without it."""
    spec = importlib.util.find_spec("pyspark")
    if spec is None or not spec.submodule_search_locations:
        raise SparkError("pyspark is not installed: it is in requirements-spark.lock.")
    home = Path(spec.submodule_search_locations[0])
    if not list((home / "jars").glob("spark-hive-thriftserver_*.jar")):
        raise SparkError(f"The pyspark package in {home} brings no Thrift server.")
    return home


def free_port() -> int:
    """A TCP port on the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def is_listening(port: int) -> bool:
    """Whether something accepts connections on this port of the loopback."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def start_process(role: str, command: list[str], work_dir: Path, environment: dict) -> Process:
    """Start one process in a session of its own; it outlives this one. Output to `<role>.log`."""
    with (work_dir / f"{role}.log").open("wb") as log:
        started = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=work_dir,
            start_new_session=True,
        )
    return Process(role, started.pid)


def command_line(pid: int) -> str:
    """The command line of a living process; empty when it is gone or a zombie."""
    if not Path("/proc/self").exists():
        answer = subprocess.run(
            ["ps", "-ww", "-o", "command=", "-p", str(pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        return "" if answer.stdout.strip().endswith("<defunct>") else answer.stdout
    for _ in range(100):
        try:
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return ""
        if line or state in "ZX":
            break
        time.sleep(0.01)  # for a moment of its start a program has no command line
    return line.replace(b"\0", b" ").decode(errors="replace")


def is_alive(process: Process, mark: str) -> bool:
    """Whether the process lives and is still ours: its command line bears `mark`."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process.pid, os.WNOHANG)  # reap it when it was our child
    line = command_line(process.pid)
    return bool(line) and mark in line


def _signal_group(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def group_is_alive(pid: int) -> bool:
    """Whether any process of the group that `pid` leads is left (executors belong to a worker).

    A zombie is not: an orphan's is fetched by init, which in some containers takes its time.
    """
    try:
        os.killpg(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return any(group == str(pid) and state[0] not in "ZX" for group, state in _groups_and_states())


def _groups_and_states() -> Iterator[tuple[str, str]]:
    """Process group and state of every process of this machine."""
    if not Path("/proc/self").exists():
        answer = subprocess.run(
            ["ps", "-A", "-o", "pgid=,state="], capture_output=True, text=True, check=False
        )
        yield from (tuple(line.split()) for line in answer.stdout.splitlines())
        return
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                state, _, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
                yield group, state


def stop_processes(processes: Iterable[Process], mark: str, patience_s: float = 15) -> list[str]:
    """Stop processes and their children: SIGTERM, then SIGKILL after `patience_s` seconds.

    A process id that meanwhile belongs to somebody else is left alone. Returns the roles that
    had to be killed.
    """
    ours = [process for process in processes if is_alive(process, mark)]
    for process in ours:
        _signal_group(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + patience_s
    left = ours
    while left and time.monotonic() < deadline:
        time.sleep(0.1)
        left = [one for one in left if is_alive(one, mark) or group_is_alive(one.pid)]
    for process in left:
        _signal_group(process.pid, signal.SIGKILL)
    for process in left:
        for _ in range(50):
            if not (is_alive(process, mark) or group_is_alive(process.pid)):
                break
            time.sleep(0.1)
    return [process.role for process in left]

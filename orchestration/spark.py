"""A real Spark standalone cluster on the loopback, for `--target spark`.

A master, two workers and a Thrift server, each a process of its own, from the pyspark package.
`python -m orchestration.spark up|down|status [--dir DIR]`; the port of the Thrift server comes
from AFTERSALES_SPARK_PORT (default 10015). Everything listens on 127.0.0.1 only; the metastore
lives in the server's memory and the tables under the cluster's folder, so a cluster starts empty.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

from orchestration.spark_client import connect
from orchestration.spark_processes import (
    HOST,
    Process,
    SparkError,
    free_port,
    is_alive,
    is_listening,
    start_process,
    stop_processes,
)
from orchestration.spark_raw import create_schemas, register_raw
from orchestration.spark_settings import LOGGING, Cluster, commands_of, environment_of, settings_of

__all__ = ["Cluster", "SparkError", "create_schemas", "down", "register_raw", "status", "up"]

DEFAULT_DIR = Path("target") / "spark"
START_SECONDS = 180  # a quiet machine needs about 20
_STATE_FILE = "cluster.json"


def default_port() -> int:
    """The Thrift server's port: AFTERSALES_SPARK_PORT, or 10015."""
    return int(os.environ.get("AFTERSALES_SPARK_PORT", "10015"))


def _read_state(directory: Path) -> Cluster | None:
    state_file = directory / _STATE_FILE
    if not state_file.exists():
        return None
    state = json.loads(state_file.read_text(encoding="utf-8"))
    processes = tuple(Process(**process) for process in state["processes"])
    return Cluster(directory, state["port"], state["master_port"], processes)


def _write_state(cluster: Cluster) -> None:
    state = {
        "port": cluster.port,
        "master_port": cluster.master_port,
        "processes": [asdict(process) for process in cluster.processes],
    }
    target = cluster.directory / _STATE_FILE
    target.write_text(json.dumps(state, indent=2), encoding="utf-8")


def _prepare_directory(cluster: Cluster) -> None:
    shutil.rmtree(cluster.directory, ignore_errors=True)
    for name in ("conf", "tmp", "warehouse", "work"):
        (cluster.directory / name).mkdir(parents=True)
    lines = "".join(f"{name} {value}\n" for name, value in settings_of(cluster).items())
    cluster.settings_file.write_text(lines, encoding="utf-8")
    (cluster.settings_file.parent / "log4j2.properties").write_text(LOGGING, encoding="utf-8")


def _last_lines(log: Path, count: int = 15) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]
    return "\n".join(f"  {line}" for line in lines)


def _check_alive(cluster: Cluster) -> None:
    for process in cluster.processes:
        if not is_alive(process, cluster.mark):
            log = _last_lines(cluster.directory / f"{process.role}.log")
            raise SparkError(f"The Spark {process.role} ended while starting:\n{log}")


def _wait_until(cluster: Cluster, is_ready, deadline: float) -> None:
    while not is_ready():
        _check_alive(cluster)
        if time.monotonic() > deadline:
            role = cluster.processes[-1].role
            log = _last_lines(cluster.directory / f"{role}.log")
            raise SparkError(f"The Spark {role} gave no answer in {START_SECONDS} s:\n{log}")
        time.sleep(0.2)


def _answers(port: int) -> bool:
    if not is_listening(port):
        return False
    try:
        with connect(port) as session:
            return session.rows("select sum(id) from range(0, 10, 1, 2)") == [(45,)]
    except Exception:  # the server listens before it can answer; the deadline is the caller's
        return False


def up(directory: Path = DEFAULT_DIR, port: int | None = None) -> Cluster:
    """Start the cluster and wait until a query that needs a worker answers.

    `directory` keeps settings, logs, process ids and tables; it is emptied first. `port` is the
    Thrift server's (default AFTERSALES_SPARK_PORT, else 10015). A cluster that already runs there
    is returned as it is. Raises `SparkError` when Java or pyspark is missing, the port is taken,
    or a process ends while starting; nothing is left running then.
    """
    directory = directory.resolve()
    running = status(directory)
    if running is not None:
        return running
    cluster = Cluster(directory, port or default_port(), free_port(), ())
    environment = environment_of(cluster)
    commands = commands_of(cluster)
    if is_listening(cluster.port):
        raise SparkError(
            f"Port {cluster.port} on {HOST} is taken; set AFTERSALES_SPARK_PORT to a free one."
        )
    down(directory)
    _prepare_directory(cluster)
    deadline = time.monotonic() + START_SECONDS
    try:
        for role, command in commands.items():
            started = start_process(role, command, directory, environment)
            cluster = replace(cluster, processes=(*cluster.processes, started))
            _write_state(cluster)
        _wait_until(cluster, lambda: _answers(cluster.port), deadline)
    except BaseException:
        down(directory)
        raise
    return cluster


def down(directory: Path = DEFAULT_DIR) -> bool:
    """Stop every process of the cluster; whether there was one. Its logs stay in `directory`."""
    directory = directory.resolve()
    cluster = _read_state(directory)
    if cluster is None:
        return False
    server = [process for process in cluster.processes if process.role == "server"]
    others = [process for process in cluster.processes if process.role != "server"]
    stop_processes(server, cluster.mark)
    stop_processes(others, cluster.mark)
    (directory / _STATE_FILE).unlink()
    return True


def status(directory: Path = DEFAULT_DIR) -> Cluster | None:
    """The cluster in `directory` when all its processes live, else None."""
    cluster = _read_state(directory.resolve())
    if cluster is None or not cluster.processes:
        return None
    alive = all(is_alive(process, cluster.mark) for process in cluster.processes)
    return cluster if alive else None


def main(arguments: list[str] | None = None) -> int:
    """Command line: `up`, `down` or `status`; exit code 0, or 1 when there is no cluster."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.spark", description=__doc__)
    parser.add_argument("command", choices=["up", "down", "status"])
    parser.add_argument("--dir", type=Path, default=DEFAULT_DIR, help="the cluster's folder")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "down":
            was_there = down(chosen.dir)
            print("Spark stopped." if was_there else "No Spark cluster was running.")
            return 0
        cluster = up(chosen.dir) if chosen.command == "up" else status(chosen.dir)
    except SparkError as problem:
        print(problem, file=sys.stderr)
        return 1
    if cluster is None:
        print("No Spark cluster is running.")
        return 1
    roles = ", ".join(f"{process.role} {process.pid}" for process in cluster.processes)
    print(f"Spark answers on {HOST}:{cluster.port} ({roles}); logs in {cluster.directory}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

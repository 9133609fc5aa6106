"""The local Spark cluster: it starts whole, stops whole, and says what it misses."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import duckdb
import pytest

from orchestration import spark as cluster_commands
from orchestration import spark_processes
from orchestration.spark import register_raw, status, up
from orchestration.spark_client import fetch_relation
from orchestration.spark_processes import (
    SparkError,
    find_java_home,
    free_port,
    is_alive,
    start_process,
    stop_processes,
)
from orchestration.spark_raw import raw_tables


def fake_java(home: Path, version: str) -> Path:
    java = home / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    java.chmod(0o755)
    return home


@pytest.fixture
def no_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(spark_processes.shutil, "which", lambda name: None)
    monkeypatch.setattr(spark_processes, "_JAVA_FOLDERS", (str(tmp_path / "jvm"),))


def test_java_home_wins_when_it_is_supported(no_java, monkeypatch, tmp_path) -> None:
    fake_java(tmp_path / "jvm" / "jdk-17", "17.0.1")
    monkeypatch.setenv("JAVA_HOME", str(fake_java(tmp_path / "mine", "21.0.2")))
    assert find_java_home() == tmp_path / "mine"


def test_an_unsupported_java_is_passed_over(no_java, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(fake_java(tmp_path / "mine", "25")))
    fake_java(tmp_path / "jvm" / "jdk-17", "17.0.1")
    assert find_java_home() == tmp_path / "jvm" / "jdk-17"


def test_no_java_is_said_with_the_cure(no_java) -> None:
    with pytest.raises(SparkError, match=r"needs Java 17 or 21.*no Java at all.*Install a JDK 17"):
        find_java_home()


def test_a_too_new_java_alone_is_named(no_java, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(fake_java(tmp_path / "mine", "25.0.1")))
    with pytest.raises(SparkError, match="mine is Java 25"):
        find_java_home()


def test_without_java_the_command_line_fails_with_one_line(no_java, tmp_path, capsys) -> None:
    assert cluster_commands.main(["up", "--dir", str(tmp_path / "spark")]) == 1
    assert "Spark needs Java 17 or 21" in capsys.readouterr().err


def test_nothing_to_stop_is_no_fault(tmp_path, capsys) -> None:
    assert cluster_commands.main(["down", "--dir", str(tmp_path)]) == 0
    assert cluster_commands.main(["status", "--dir", str(tmp_path)]) == 1
    assert "No Spark cluster" in capsys.readouterr().out


def test_a_taken_port_is_refused(spark_cluster, tmp_path) -> None:
    with pytest.raises(SparkError, match=f"Port {spark_cluster.port} .* is taken"):
        up(tmp_path / "second", port=spark_cluster.port)


def test_a_running_cluster_is_used_again(spark_cluster) -> None:
    assert status(spark_cluster.directory) == spark_cluster
    assert up(spark_cluster.directory) == spark_cluster


def test_two_workers_share_the_work(spark_cluster, spark) -> None:
    assert spark.rows("select sum(id) from range(0, 1000, 1, 2)") == [(499500,)]
    executors = {executor.name for executor in spark_cluster.directory.glob("work/app-*/*")}
    assert executors == {"0", "1"}


def test_a_fault_in_sql_is_told_in_sparks_words(spark) -> None:
    with pytest.raises(SparkError, match="TABLE_OR_VIEW_NOT_FOUND"):
        spark.rows("select * from nowhere.nothing")


def test_a_process_that_ends_while_starting_leaves_nothing(tmp_path, monkeypatch) -> None:
    started = []
    start = cluster_commands.start_process

    def start_noting(role: str, command: list[str], *rest):
        command = ["/bin/sh", "-c", "echo out of luck", *command] if role == "server" else command
        started.append(start(role, command, *rest))
        return started[-1]

    monkeypatch.setattr(cluster_commands, "start_process", start_noting)
    with pytest.raises(SparkError, match=r"(?s)server ended while starting.*out of luck"):
        up(tmp_path / "spark", port=free_port())
    assert [one.role for one in started] == ["master", "worker-1", "worker-2", "server"]
    assert not any(is_alive(process, "") for process in started)


def test_a_process_that_ignores_the_first_signal_is_killed_with_its_child(tmp_path) -> None:
    script = f"trap '' TERM; sleep 60 & echo ready; while true; do sleep 0.1; done # {tmp_path}"
    process = start_process("stubborn", ["/bin/sh", "-c", script], tmp_path, {})
    while "ready" not in (tmp_path / "stubborn.log").read_text():
        time.sleep(0.01)
    assert stop_processes([process], str(tmp_path), patience_s=0.5) == ["stubborn"]
    assert not spark_processes.group_is_alive(process.pid)


def test_a_zombie_is_not_alive() -> None:
    child = subprocess.Popen(["true"], start_new_session=True)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and nobody fetched it
    os.killpg(child.pid, 0)  # so that the system still knows its group
    assert not spark_processes.group_is_alive(child.pid)
    child.wait()


def test_a_process_of_somebody_else_is_left_alone(tmp_path) -> None:
    process = start_process("other", ["/bin/sh", "-c", "sleep 60"], tmp_path, {})
    assert stop_processes([process], "a mark it does not bear") == []
    assert is_alive(process, "sleep")
    assert stop_processes([process], "sleep") == []
    assert not is_alive(process, "")


def write_empty_snapshot(snapshot: Path) -> None:
    connection = duckdb.connect()
    for full_name, columns in raw_tables().items():
        folder = snapshot / full_name.replace(".", "/")
        folder.mkdir(parents=True)
        shape = ", ".join(
            f'cast(null as {kind.replace("string", "varchar")}) as "{name}"'
            for name, kind in columns.items()
        )
        connection.execute(f"copy (select {shape} limit 0) to '{folder}/absent.parquet'")


def test_the_seam_shows_the_snapshot_of_the_last_landing(spark, spark_cluster, tmp_path) -> None:
    write_empty_snapshot(tmp_path)
    assert register_raw(spark_cluster.port, tmp_path) == len(raw_tables()) == 66
    assert fetch_relation(spark_cluster.port, "raw_build", "settings").num_rows == 0
    settings = tmp_path / "build" / "settings" / "absent.parquet"
    duckdb.execute(
        "copy (select 'b' as build_id, date '1900-01-02' as as_of_date, 'EUR' as reporting_currency"
        ", 'UTC' as default_timezone, 'c' as code_version, 'f' as raw_fingerprint,"
        f" timestamp '2026-03-29 02:30:00.123456' as started_at) to '{settings}'"
    )
    register_raw(spark_cluster.port, tmp_path)
    (row,) = fetch_relation(spark_cluster.port, "raw_build", "settings").to_pylist()
    assert row["as_of_date"].isoformat() == "1900-01-02"
    assert row["started_at"].isoformat() == "2026-03-29T02:30:00.123456"


def test_a_snapshot_without_a_table_is_refused(spark_cluster, tmp_path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no crm\.\w+"):
        register_raw(spark_cluster.port, tmp_path)

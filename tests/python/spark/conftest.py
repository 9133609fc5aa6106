"""One Spark cluster for all tests that need it; without Java they are skipped, but not in CI."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from orchestration.spark import Cluster, down, up
from orchestration.spark_client import Session, connect
from orchestration.spark_processes import (
    SparkError,
    find_java_home,
    free_port,
    group_is_alive,
    spark_home,
)


@pytest.fixture(scope="session")
def spark_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A running cluster with an empty catalogue, stopped at the end of the session."""
    try:
        find_java_home()
        spark_home()
    except SparkError as absence:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"No comparison with Spark: {absence}")
    directory = tmp_path_factory.mktemp("spark")
    cluster = up(directory, port=free_port())
    try:
        yield cluster
    finally:
        assert down(directory)
        assert not any(group_is_alive(process.pid) for process in cluster.processes)


@pytest.fixture(scope="session")
def spark(spark_cluster: Cluster) -> Iterator[Session]:
    """A session with the cluster."""
    with connect(spark_cluster.port) as session:
        yield session

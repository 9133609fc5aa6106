"""What the local Spark cluster is made of: its settings, environment and command lines."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from orchestration.spark_processes import HOST, Process, find_java_home, spark_home

JAVA_OPTIONS = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"  # quick to start, on few cores

# What a query's answer depends on stands first; the rest is for small data on few cores.
SESSION_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    # DuckDB writes timestamps without a zone; they are UTC, so they are read as instants in UTC.
    "spark.sql.timestampType": "TIMESTAMP_LTZ",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "false",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.sources.default": "parquet",
    "spark.sql.legacy.createHiveTableByDefault": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "true",
    "spark.default.parallelism": "2",
    "spark.locality.wait": "0",
    # On one machine silence means that it sleeps or is busy, not that a worker is lost.
    "spark.network.timeout": "3600s",
    "spark.worker.timeout": "3600",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.master.rest.enabled": "false",
    # Half the time of a small table goes into Hive's metastore, which would be lost at the end too.
    "spark.sql.catalogImplementation": "in-memory",
}

_SERVER_SETTINGS = {
    "hive.server2.thrift.bind.host": HOST,
    "hive.server2.transport.mode": "binary",
    "hive.server2.authentication": "NOSASL",
    "hive.server2.logging.operation.enabled": "false",
}

LOGGING = """\
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n%ex
# at the end of every session, about files and jobs that it never had
logger.session.name = org.apache.hive.service.cli.session.HiveSessionImpl
logger.session.level = fatal
logger.scheduler.name = org.apache.spark.scheduler.DAGScheduler
logger.scheduler.level = error
"""


@dataclass(frozen=True)
class Cluster:
    """A started cluster: where it keeps its files, its ports on the loopback, its processes."""

    directory: Path
    port: int
    master_port: int
    processes: tuple[Process, ...]

    @property
    def mark(self) -> str:
        """What every process of this cluster bears in its command line."""
        return str(self.directory)

    @property
    def settings_file(self) -> Path:
        """The properties file that every process reads, and that marks it as ours."""
        return self.directory / "conf" / "spark-defaults.conf"


def environment_of(cluster: Cluster) -> dict[str, str]:
    """The environment of every process: nothing of the caller's own Spark or Hadoop in it."""
    foreign = ("SPARK_", "HADOOP_", "HIVE_", "PYSPARK_", "JAVA_TOOL_OPTIONS")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
    return inherited | {
        "JAVA_HOME": str(find_java_home()),
        "SPARK_HOME": str(spark_home()),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_CONF_DIR": str(cluster.settings_file.parent),
        "SPARK_DAEMON_MEMORY": "512m",
        "SPARK_DAEMON_JAVA_OPTS": JAVA_OPTIONS,
    }


def settings_of(cluster: Cluster) -> dict[str, str]:
    """Every Spark property of the cluster."""
    scratch = cluster.directory / "tmp"
    return SESSION_SETTINGS | {
        "spark.master": f"spark://{HOST}:{cluster.master_port}",
        "spark.driver.host": HOST,
        "spark.driver.bindAddress": HOST,
        "spark.driver.memory": "2g",
        "spark.driver.extraJavaOptions": (
            f'{JAVA_OPTIONS} "-Djava.io.tmpdir={scratch}" "-Dderby.system.home={scratch}"'
        ),
        "spark.executor.memory": "1500m",
        "spark.executor.cores": "1",
        "spark.executor.extraJavaOptions": JAVA_OPTIONS,
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": str(cluster.directory / "warehouse"),
        "spark.hadoop.javax.jdo.option.ConnectionURL": "jdbc:derby:memory:metastore;create=true",
        "spark.hadoop.hive.metastore.schema.verification": "false",
        "spark.hadoop.datanucleus.schema.autoCreateAll": "true",
        "spark.hadoop.hive.exec.scratchdir": str(scratch / "hive"),
        "spark.hadoop.hive.exec.local.scratchdir": str(scratch / "hive-local"),
    }


def commands_of(cluster: Cluster) -> dict[str, list[str]]:
    """The command line of each process by its role, in the order in which they start."""
    bin_dir = spark_home() / "bin"
    settings = ["--properties-file", str(cluster.settings_file)]
    deploy = [str(bin_dir / "spark-class"), "org.apache.spark.deploy"]
    master = [deploy[0], f"{deploy[1]}.master.Master", *settings]
    master += ["--host", HOST, "--port", str(cluster.master_port), "--webui-port", "0"]
    worker = [deploy[0], f"{deploy[1]}.worker.Worker", *settings]
    worker += ["--host", HOST, "--port", "0", "--webui-port", "0", "--cores", "1"]
    worker += ["--memory", "2g", "--work-dir", str(cluster.directory / "work")]
    worker += [f"spark://{HOST}:{cluster.master_port}"]
    server = [str(bin_dir / "spark-submit"), *settings]
    server += ["--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"]
    server += ["spark-internal"]
    for name, value in _SERVER_SETTINGS.items():
        server += ["--hiveconf", f"{name}={value}"]
    server += ["--hiveconf", f"hive.server2.thrift.port={cluster.port}"]
    return {"master": master, "worker-1": worker, "worker-2": worker, "server": server}

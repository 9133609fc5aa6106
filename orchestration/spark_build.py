"""The models on a Spark cluster: dbt up to the ages at failure, the fits here, dbt for the rest.

`python -m orchestration.spark_build [--target-path DIR]`, once the raw tables are registered there
(`orchestration.spark.register_raw`). Plain `dbt build --target spark` leaves the fits unfitted:
dbt runs no Python through Spark's Thrift server.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
from pathlib import Path

from orchestration.contract import PROJECT_DIR
from orchestration.life_fits import FIT_COLUMNS, HISTOGRAM_COLUMNS, fit_rows
from orchestration.spark import SparkError, default_port
from orchestration.spark_client import connect

HISTOGRAM = "intermediate.int_life_ages_counted"
FITS = "int_life_distributions_fitted"
_ROWS_PER_INSERT = 500


def build(port: int, target_path: Path) -> None:
    """Every seed and model on the cluster at `port`, with the fits; no tests.

    Artifacts go to `target_path`. Raises `SparkError` with dbt's words when a model fails.
    """
    run_dbt(port, target_path, "--exclude", f"{FITS}+")
    fit(port)
    run_dbt(port, target_path, "--select", f"{FITS}+", "--exclude", FITS)


def run_dbt(port: int, target_path: Path, *choice: str) -> None:
    """`dbt build --target spark` of the chosen nodes, in a process of its own."""
    places = ["--project-dir", PROJECT_DIR, "--profiles-dir", PROJECT_DIR]
    places += ["--target-path", target_path, "--log-path", target_path]
    no_tests = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    dbt = Path(sys.executable).with_name("dbt")
    answer = subprocess.run(
        [dbt, "build", "--target", "spark", *places, *no_tests, *choice],
        env=os.environ | {"AFTERSALES_SPARK_PORT": str(port)},
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise SparkError(answer.stdout[-20_000:] + answer.stderr[-5_000:])


def fit(port: int) -> int:
    """Fit the histogram that the cluster holds and write the fits there; returns their number."""
    columns = ", ".join(f"{name} {kind}" for name, kind in FIT_COLUMNS.items())
    with connect(port) as session:
        histogram = session.rows(f"select {', '.join(HISTOGRAM_COLUMNS)} from {HISTOGRAM}")
        rows = fit_rows(histogram)
        session.run(f"drop table if exists intermediate.{FITS}")
        session.run(f"create table intermediate.{FITS} ({columns}) using parquet")
        for start in range(0, len(rows), _ROWS_PER_INSERT):
            some = rows[start : start + _ROWS_PER_INSERT]
            values = ", ".join(f"({', '.join(map(_literal, row))})" for row in some)
            session.run(f"insert into intermediate.{FITS} values {values}")
    return len(rows)


def _literal(value: str | float | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if not math.isfinite(value):
        raise ValueError(f"A fit of {value}")
    return f"cast('{value!r}' as double)"


def main(arguments: list[str] | None = None) -> int:
    """Command line; exit code 0, or 1 when a model failed or no cluster answers."""
    parser = argparse.ArgumentParser(
        prog="python -m orchestration.spark_build", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--target-path", type=Path, default=PROJECT_DIR / "target" / "on_spark")
    chosen = parser.parse_args(arguments)
    try:
        build(default_port(), chosen.target_path)
    except SparkError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`aftersales serve`: Dagster's web server and daemon over one warehouse, on this machine only."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from orchestration.build import QUIET_TOOLS, dagster_home
from orchestration.dbt_run import prepare_manifest
from orchestration.warehouse import Warehouse


def server_environment(raw: str, warehouse: Path) -> dict[str, str]:
    """Environment of the server: where raw data and warehouse lie, and where Dagster keeps runs."""
    place = Warehouse.at(warehouse)
    return {
        **os.environ,
        **QUIET_TOOLS,
        "DAGSTER_HOME": str(dagster_home(place)),
        "AFTERSALES_RAW": raw if "://" in raw else str(Path(raw).expanduser().resolve()),
        "AFTERSALES_WAREHOUSE": str(place.root),
    }


def run_server(raw: str, warehouse: Path, port: int) -> int:
    """Run until interrupted; returns the server's exit code."""
    prepare_manifest()
    address = ["--host", "127.0.0.1", "--port", str(port)]
    command = ["dagster", "dev", "-m", "orchestration.definitions", *address]
    print(f"Dagster on http://127.0.0.1:{port}, stop it with Ctrl-C", flush=True)
    environment = server_environment(raw, warehouse)
    process = subprocess.Popen([sys.executable, "-m", *command], env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        return process.wait()

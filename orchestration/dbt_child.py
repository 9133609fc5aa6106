"""dbt in a process of its own: one manifest, several commands, dead when its parent dies.

Reads one JSON list of dbt arguments per line from standard input, writes dbt's JSON log to
standard output, and after each command `{"done": true, "success": ..., "error": ...}`. The end
of standard input is the end of this process, whatever it is doing: a killed build leaves no dbt
behind, on any system.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from pathlib import Path


def _read_commands(commands: queue.SimpleQueue) -> None:
    for line in sys.stdin:
        commands.put(json.loads(line))
    os._exit(1)


def main(partial_parse: str | None) -> None:
    """Serve commands until standard input ends; `partial_parse` is the msgpack to reuse."""
    commands: queue.SimpleQueue = queue.SimpleQueue()
    threading.Thread(target=_read_commands, args=(commands,), daemon=True).start()

    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest

    manifest = Manifest.from_msgpack(Path(partial_parse).read_bytes()) if partial_parse else None
    if manifest is not None:
        manifest.build_flat_graph()
    while True:
        result = dbtRunner(manifest=manifest).invoke(commands.get())
        # Only then may the parent look into the build file.
        if DuckDBConnectionManager._ENV is not None:
            DuckDBConnectionManager._ENV.close()
        DuckDBConnectionManager.close_all_connections()
        error = str(result.exception) if result.exception else ""
        sys.stdout.flush()
        print(json.dumps({"done": True, "success": result.success, "error": error}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)

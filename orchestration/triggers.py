"""What starts a nightly run by itself: the clock, or new files in the raw folder."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import dagster as dg

DEFAULT_SCHEDULE = "0 2 * * *"
DATA_SUFFIXES = (".csv", ".csv.gz", ".parquet", ".duckdb", ".sqlite")


def nightly_schedule(job: Any) -> dg.ScheduleDefinition:
    """Every night at AFTERSALES_SCHEDULE (cron) in AFTERSALES_TIMEZONE; as of the night's date."""

    @dg.schedule(
        job=job,
        name="every_night",
        cron_schedule=os.environ.get("AFTERSALES_SCHEDULE", DEFAULT_SCHEDULE),
        execution_timezone=os.environ.get("AFTERSALES_TIMEZONE", "UTC"),
    )
    def every_night(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        """Start the nightly run with the date of its own tick."""
        as_of = context.scheduled_execution_time.date().isoformat()
        return dg.RunRequest(run_key=f"night-{as_of}", run_config=as_of_config(as_of))

    return every_night


def as_of_config(as_of: str) -> dict[str, Any]:
    """Run configuration for a build as of a date (`YYYY-MM-DD`)."""
    return {"resources": {"nightly": {"config": {"as_of": as_of}}}}


def fingerprint(raw: str) -> str | None:
    """Changes with every data file below a raw folder (or file); None when there is none."""
    root = Path(raw).expanduser()
    files = [root] if root.is_file() else sorted(root.rglob("*")) if root.is_dir() else []
    seen = []
    for path in files:
        if path.name.endswith(DATA_SUFFIXES) and path.is_file():
            status = path.stat()
            seen.append(f"{path}|{status.st_size}|{status.st_mtime_ns}")
    return hashlib.sha256("\n".join(seen).encode()).hexdigest() if seen else None


def new_files_sensor(job: Any) -> dg.SensorDefinition:
    """Starts a run when AFTERSALES_RAW has changed and has come to rest between two looks."""

    @dg.sensor(job=job, name="new_raw_files", minimum_interval_seconds=60)
    def new_raw_files(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        """Compare the raw folder with the last look and with the last run."""
        raw = os.environ.get("AFTERSALES_RAW", "raw")
        now = fingerprint(raw)
        if now is None:
            return dg.SkipReason(f"no data file in {raw}")
        cursor = json.loads(context.cursor or "{}")
        if now == cursor.get("started"):
            return dg.SkipReason("nothing new since the last run")
        if now != cursor.get("seen"):
            context.update_cursor(json.dumps({**cursor, "seen": now}))
            return dg.SkipReason("files are still arriving")
        return dg.SensorResult(
            run_requests=[dg.RunRequest(run_key=f"files-{now[:16]}")],
            cursor=json.dumps({"seen": now, "started": now}),
        )

    return new_raw_files

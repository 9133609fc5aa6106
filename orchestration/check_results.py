"""`audit.check_results`: every dbt test and every expectation of the build, in one table."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb

from orchestration.manifest import Manifest
from orchestration.validation import Outcome

RELATION = "audit.check_results"

COMMENTS = {
    None: "One row per check of the build: every dbt test and every expectation.",
    "build_id": "The build that was checked.",
    "source": "What ran the check: dbt or great_expectations.",
    "check_name": "The check.",
    "relation": "What it looked at; `raw.` stands for a table as it was delivered.",
    "status": "pass, warn (a finding of severity warning), fail, error (could not run) or skipped.",
    "severity": "error stops a build before publication, warning does not.",
    "failures": "Rows (dbt) or values (great_expectations) that fail; null when it did not run.",
    "message": "What was found.",
    "marts_touched": "Marts that rest on the relation, separated by commas.",
}


@dataclass(frozen=True)
class CheckResult:
    """One row of `audit.check_results`, but for its build."""

    source: str
    check_name: str
    relation: str
    status: str
    severity: str
    failures: int | None
    message: str
    marts: tuple[str, ...]

    @property
    def stops(self) -> bool:
        """Whether the build must not be published."""
        return self.severity == "error" and self.status in ("fail", "error")

    def line(self) -> str:
        """For people."""
        return f"{self.check_name} on {self.relation}: {self.message or self.status}"


def dbt_results(run_results: Path, manifest: Manifest) -> list[CheckResult]:
    """The tests in a `run_results.json`; none when dbt did not come so far."""
    if not run_results.exists():
        return []
    results = []
    for result in json.loads(run_results.read_text(encoding="utf-8"))["results"]:
        node = manifest.raw["nodes"].get(result["unique_id"])
        if node and node["resource_type"] == "test":
            severity = str(node["config"].get("severity", "error")).lower()
            results.append(
                CheckResult(
                    source="dbt",
                    check_name=node["name"],
                    relation=manifest.tested_relation(result["unique_id"]),
                    status=result["status"],
                    severity="warning" if severity.startswith("warn") else "error",
                    failures=result["failures"],
                    message=(result["message"] or "").strip(),
                    marts=tuple(manifest.marts_touched(result["unique_id"])),
                )
            )
    return results


def model_faults(run_results: Path, manifest: Manifest) -> list[CheckResult]:
    """Models and seeds that did not build, in the shape of a check."""
    if not run_results.exists():
        return []
    return [
        CheckResult(
            source="dbt",
            check_name=f"model {result['unique_id'].split('.')[2]}",
            relation=manifest.relation_of(result["unique_id"]),
            status="error",
            severity="error",
            failures=None,
            message=(result["message"] or "").strip(),
            marts=tuple(manifest.marts_touched(result["unique_id"])),
        )
        for result in json.loads(run_results.read_text(encoding="utf-8"))["results"]
        if result["status"] == "error"
        and manifest.raw["nodes"].get(result["unique_id"], {}).get("resource_type") != "test"
    ]


def expectation_results(outcomes: list[Outcome], manifest: Manifest) -> list[CheckResult]:
    """Outcomes of Great Expectations in the same shape."""
    results = []
    for outcome in outcomes:
        failed = "fail" if outcome.severity == "error" else "warn"
        schema, _, rest = outcome.relation.partition(".")
        marts = manifest.marts_on_raw(*rest.split(".")) if schema == "raw" else [rest]
        results.append(
            CheckResult(
                source="great_expectations",
                check_name=outcome.check_name,
                relation=outcome.relation,
                status="pass" if outcome.passed else failed,
                severity=outcome.severity,
                failures=outcome.failures,
                message=outcome.message,
                marts=tuple(marts),
            )
        )
    return results


def write_check_results(
    connection: duckdb.DuckDBPyConnection, results: list[CheckResult], build_id: str
) -> None:
    """Write `audit.check_results` of the build file anew."""
    connection.execute("create schema if not exists audit")
    connection.execute(
        f"""
        create or replace table {RELATION} (
            build_id varchar, source varchar, check_name varchar, relation varchar,
            status varchar, severity varchar, failures bigint, message varchar,
            marts_touched varchar
        )
        """
    )
    if not results:
        return
    rows = [
        [build_id, *astuple(result)[:-1], ", ".join(result.marts)]
        for result in sorted(results, key=lambda r: (r.source, r.relation, r.check_name))
    ]
    columns = list(zip(*rows, strict=True))
    # One statement with lists: a thousand single inserts take seconds.
    unnested = ", ".join(f"unnest(${number + 1}::{kind}[])" for number, kind in enumerate(_KINDS))
    connection.execute(f"insert into {RELATION} select {unnested}", [list(c) for c in columns])


_KINDS = ("varchar",) * 6 + ("bigint",) + ("varchar",) * 2

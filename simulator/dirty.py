"""Soiling: extra rows with one fault each, beside the clean ones, and the count of every kind.

A soiled row is a copy of a real one under a fresh key, so that no total of the clean company moves.
Repeats of real rows, withdrawn rows (`is_deleted`) and orphans are added too; none of them rejects.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.contract import Table
from simulator.columns import DAY
from simulator.faults import Fault, Row, differ, faults_of, fresh_column
from simulator.world import World
from simulator.writer import Sink

# At most this share of a table is rejected, and no row of a table with fewer rows than MINIMUM.
REJECT_SHARE, MINIMUM = 0.035, 25
CASCADE_SHARE = 0.005
# Children of soiled parents: (parent, child, how the parent's key appears in the child).
CASCADES = {
    "warranty.claims": [("warranty.claim_lines", ("claim_id", "claim_version"))],
    "service.visits": [("service.visit_engineers", ("visit_id",))],
    "warranty.units": [
        ("warranty.unit_components", ("unit_id",)),
        ("quality.campaign_units", ("unit_id",)),
    ],
}
# Accepted rows whose reference nobody bears; in tables that no planted total rests on.
ORPHANS = {
    "telemetry.fault_codes": "unit_id",
    "telemetry.downtime_events": "unit_id",
    "crm.product_usage": "customer_id",
    "service.notifications": "work_order_id",
    "quality.process_measurements": "unit_id",
    "telemetry.failure_predictions": "part_no",
}
SIMPLE = ("missing_required:", "not_accepted:", "invalid_type:")


class Soil:
    """Soils the rows that a sink has collected; `counts` is keyed by (table, what, reason)."""

    def __init__(self, world: World, sink: Sink, rng: np.random.Generator, dirty: float) -> None:
        self.world, self.sink, self.rng, self.dirty = world, sink, rng, dirty
        self.counts: Counter[tuple[str, str, str]] = Counter()
        self.rows: dict[str, list[Row]] = {}
        self.samples: dict[str, list[Row]] = {}
        self.number = 0

    def result(self) -> Counter[tuple[str, str, str]]:
        """Rows by table, what becomes of them, and why."""
        return self.counts

    def soil_all(self) -> None:
        """Add soiled rows to every table of the sink that is large enough, and write them."""
        if not self.dirty:
            return
        names = [name for name in sorted(self.sink.chunks) if self.sink.counts[name] >= MINIMUM]
        for name in names:
            self.samples[name] = self._sample(name)
        for name in names:
            self._soil(self.sink.contract[name])
        for name, rows in self.rows.items():
            self.sink.counts[name] += len(rows)
            self._write(self.sink.contract[name], rows)

    def _sample(self, name: str) -> list[Row]:
        """Some rows of a table as text, with one version of every key in it."""
        rows = self.sink.table(name)
        count = min(len(rows), 200)
        index = np.sort(self.rng.choice(len(rows), count, replace=False))
        text = rows.take(pa.array(index))
        columns = [column.cast(pa.string()).to_pylist() for column in text.columns]
        found, seen = [], set()
        key = self.sink.contract[name].key
        for values in zip(*columns, strict=True):
            row = dict(zip(text.column_names, values, strict=True))
            identity = tuple(row[part] for part in key)
            if identity not in seen:
                seen.add(identity)
                found.append({part: _whole(value) for part, value in row.items()})
        return found

    def _count(self, table: str, what: str, reason: str = "") -> None:
        self.counts[(table, what, reason)] += 1

    def _fresh(self, table: Table, row: Row) -> Row:
        """A copy under a key of its own."""
        self.number += 1
        row = dict(row)
        name = fresh_column(table)
        if name == "line_no":
            row[name] = str(1000 + self.number)
        else:
            row[name] = f"X{self.sink.part[-7:].upper()}-{self.number:06d}"
        return row

    def _soil(self, table: Table) -> None:
        name = table.full_name
        rows = self.sink.counts[name]
        budget = min(max(math.ceil(self.dirty * rows), 30), int(REJECT_SHARE * rows))
        faults = faults_of(table)
        self.rng.shuffle(faults)
        if self.sink.fmt == "csv":
            faults.insert(0, Fault("malformed_line", (), lambda row: None))
        spent = position = 0
        while spent < budget and position < 4 * budget:
            turn = position % (len(faults) + 1)
            position += 1
            if turn == len(faults):
                if spent + 2 <= budget:
                    self._conflict(table)
                    spent += 2
                continue
            spent += self._bear(table, faults[turn])
        self._others(table, max(1, budget // 4))

    def _bear(self, table: Table, fault: Fault) -> int:
        """Add one row with a fault; 0 when no sample can bear it."""
        samples = self.samples[table.full_name]
        for _ in range(60):
            sample = samples[int(self.rng.integers(len(samples)))]
            if all(sample[need] is not None for need in fault.needs):
                break
        else:
            return 0
        row = self._fresh(table, sample)
        if table.full_name == "parts.movements":
            row["quantity"], row["movement_type"] = "1", "issue"
        if row.get("currency", "") is None:
            row["currency"] = "CNY"
        name = table.full_name
        clean = dict(row)
        fault.apply(row)
        if fault.reason == "missing_parent:warranty.claims":
            row["claim_id"] = f"{row['claim_id']}-{self.number}"
        if fault.reason == "malformed_line":
            row = {"": ",".join(["malformed"] * (1 if self.number % 2 else 99))}
        self.rows.setdefault(name, []).append(row)
        self._count(name, "rejected", fault.reason)
        kept = all(row.get(key) == clean[key] for key in (*table.key, "updated_at"))
        if kept and self.number % 5 == 0:
            # An older, sound row of the key: it does not come back.
            clean["updated_at"] = _earlier(clean["updated_at"])
            self.rows[name].append(clean)
            self._count(name, "duplicate", "older row of a rejected one")
        if kept and self.number % 3 == 0 and fault.reason.startswith(SIMPLE):
            self._cascade(table, row)
        return 1

    def _cascade(self, table: Table, parent: Row) -> None:
        for child, links in CASCADES.get(table.full_name, []):
            reason = f"missing_parent:{table.full_name}"
            limit = max(1, int(CASCADE_SHARE * self.sink.counts[child]))
            if not self.samples.get(child) or self.counts[(child, "cascade", reason)] >= limit:
                continue
            rows = self.samples[child]
            row = self._fresh(self.sink.contract[child], rows[int(self.rng.integers(len(rows)))])
            for link in links:
                row[link] = parent[link]
            self.rows.setdefault(child, []).append(row)
            self._count(child, "cascade", reason)

    def _conflict(self, table: Table) -> None:
        rows = self.samples[table.full_name]
        row = self._fresh(table, rows[int(self.rng.integers(len(rows)))])
        other = dict(row)
        differ(table, other)
        self.rows.setdefault(table.full_name, []).extend([row, other])
        for _ in range(2):
            self._count(table.full_name, "rejected", "conflicting_duplicate")

    def _others(self, table: Table, count: int) -> None:
        """Repeats, withdrawn rows and orphans."""
        name, samples = table.full_name, self.samples[table.full_name]
        for index in range(min(count, len(samples))):
            repeated = dict(samples[index])
            self.rows.setdefault(name, []).append(repeated)
            self._count(name, "duplicate", "exact repeat")
        for _ in range(count):
            ghost = self._fresh(table, samples[int(self.rng.integers(len(samples)))])
            keys = (*table.key, "updated_at")
            gone: Row = {part: ghost[part] if part in keys else None for part in ghost}
            gone["is_deleted"] = "true"
            ghost["updated_at"] = _earlier(str(gone["updated_at"]))
            self.rows[name] += [ghost, gone]
            self._count(name, "duplicate", "older row of a deleted one")
            self._count(name, "deleted")
        if name in ORPHANS:
            for _ in range(count):
                orphan = self._fresh(table, samples[int(self.rng.integers(len(samples)))])
                orphan[ORPHANS[name]] = f"X-NOBODY-{self.number}"
                self.rows[name].append(orphan)
                self._count(name, "orphan", ORPHANS[name])

    def _write(self, table: Table, rows: list[Row]) -> None:
        folder = self.sink.raw / table.system / table.name
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.sink.part}-soiled.{self.sink.fmt}"
        if self.sink.fmt == "csv":
            _write_csv(path, table, rows)
            return
        data = {
            name: pa.array([row.get(name) for row in rows], pa.string())
            for name in table.column_names
        }
        pq.write_table(pa.table(data), path, store_schema=False)


def _write_csv(path: Path, table: Table, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        for row in rows:
            if "" in row:
                file.write(f"{row['']}\n")
            else:
                writer.writerow(["" if row.get(n) is None else row[n] for n in table.column_names])


def _whole(value: str | None) -> str | None:
    """Timestamps without an empty fraction."""
    return value.removesuffix(".000000") if value else value


def _earlier(moment: str | None) -> str:
    """One day before a timestamp's text."""
    seconds = np.datetime64(str(moment).replace(" ", "T"), "s") - np.timedelta64(DAY, "s")
    return str(seconds).replace("T", " ")

"""Bring a maintenance log to the raw contract: the Azure predictive-maintenance sample.

This is a worked example of bringing your own tables. The source is four CSV files of one year of
100 machines; the result is a raw folder that `aftersales check` and `aftersales build` read:

    python examples/azure_pdm/convert.py SOURCE_DIR RAW_DIR
    aftersales build --raw RAW_DIR --warehouse DIR --as-of 2015-12-31

What became of what, and which gaps were closed how, stands at each function. The general order of
work: find the table of the contract whose grain a file has, rename its columns, decide what the
required columns are that the source does not have, and leave the other tables out. A table that is
not written is absent, and the build says which figures that costs.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

Row = dict[str, object]

PRODUCT_LINE = "machines"
# The source has no money. Amounts are 0, and an amount always needs its currency.
CURRENCY = "USD"
# Masters bear no time of their last change: they were true when the log begins.
MASTERS_UPDATED_AT = "2015-01-01 00:00:00"


def read(source: Path, name: str) -> list[dict[str, str]]:
    """Rows of one source file as dictionaries of text."""
    with (source / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def products(machines: list[dict[str, str]]) -> Iterator[Row]:
    """A machine model is a product; all belong to one product line of the own brand."""
    for model in sorted({machine["model"] for machine in machines}):
        yield {
            "product_id": model, "product_name": model, "product_line": PRODUCT_LINE,
            "model": model, "is_own_brand": True, "updated_at": MASTERS_UPDATED_AT,
        }  # fmt: skip


def units(machines: list[dict[str, str]]) -> Iterator[Row]:
    """A machine is a unit; one without a failure too, or every failure rate would be too high.

    The source knows the age in years in 2015, not the first day of service: it is set to the
    first of January so many years before, so that each machine was in the field all of 2015.
    """
    for machine in machines:
        yield {
            "unit_id": machine["machineID"], "product_id": machine["model"],
            "in_service_on": f"{2015 - int(machine['age'])}-01-01", "status": "delivered",
            "updated_at": MASTERS_UPDATED_AT,
        }  # fmt: skip


def part_numbers(failures: list[dict[str, str]]) -> list[str]:
    """Components are parts; the source numbers them and says nothing more of them."""
    return sorted({failure["failure"] for failure in failures})


def parts(failures: list[dict[str, str]]) -> Iterator[Row]:
    """One part per component."""
    for part_no in part_numbers(failures):
        yield {"part_no": part_no, "part_name": part_no, "updated_at": MASTERS_UPDATED_AT}


def part_applications(
    failures: list[dict[str, str]], machines: list[dict[str, str]]
) -> Iterator[Row]:
    """Every machine has all four components, whatever its model."""
    for part_no in part_numbers(failures):
        for product in products(machines):
            yield {
                "part_no": part_no, "product_id": product["product_id"],
                "quantity_per_unit": 1, "updated_at": MASTERS_UPDATED_AT,
            }  # fmt: skip


def event_id(row: dict[str, str]) -> str:
    """Key of what happened to a machine at a time; the source gives its events none."""
    return f"{row['machineID']}-{row['datetime'].replace(' ', 'T')}"


def work_orders(maintenance: list[dict[str, str]], failures: list[dict[str, str]]) -> Iterator[Row]:
    """Components replaced on a machine at one time are one job: a repair when one had failed."""
    failed = {event_id(failure) for failure in failures}
    for job_id, row in {event_id(row): row for row in maintenance}.items():
        yield {
            "work_order_id": job_id, "unit_id": row["machineID"],
            "order_type": "repair" if job_id in failed else "maintenance",
            "service_mode": "onsite", "opened_at": row["datetime"], "closed_at": row["datetime"],
            "updated_at": row["datetime"],
        }  # fmt: skip


def claims(failures: list[dict[str, str]]) -> Iterator[Row]:
    """What failed on a machine at one time is one claim, even when two components failed.

    The source records failures and no decisions, so each claim is approved and posted that day.
    """
    for claim_id, row in {event_id(row): row for row in failures}.items():
        day = row["datetime"][:10]
        yield {
            "claim_id": claim_id, "claim_version": 1, "unit_id": row["machineID"],
            "work_order_id": claim_id, "claim_type": "base", "failed_on": day,
            "submitted_on": day, "decided_on": day, "posted_on": day, "status": "approved",
            "currency": CURRENCY, "updated_at": row["datetime"],
        }  # fmt: skip


def claim_lines(failures: list[dict[str, str]]) -> Iterator[Row]:
    """Each component that failed is a causal part line of its claim, at an amount of 0."""
    lines: dict[str, int] = {}
    for row in failures:
        claim_id = event_id(row)
        lines[claim_id] = lines.get(claim_id, 0) + 1
        yield {
            "claim_id": claim_id, "claim_version": 1, "line_no": lines[claim_id],
            "line_type": "part", "part_no": row["failure"], "quantity": 1, "claimed_amount": 0,
            "approved_amount": 0, "is_causal_part": True, "updated_at": row["datetime"],
        }  # fmt: skip


def fault_codes(errors: list[dict[str, str]]) -> Iterator[Row]:
    """An error of the machine's log is a fault code that did not stop it."""
    for row in errors:
        yield {
            "event_id": f"{event_id(row)}-{row['errorID']}", "unit_id": row["machineID"],
            "fault_code": row["errorID"], "occurred_at": row["datetime"],
            "updated_at": row["datetime"],
        }  # fmt: skip


def write(raw: Path, table: str, rows: Iterable[Row]) -> int:
    """Write `<raw>/<system>/<table>.csv` with the columns of the first row; returns the rows."""
    system, name = table.split(".")
    path = raw / system / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    written = list(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(written[0]))
        writer.writeheader()
        writer.writerows(written)
    return len(written)


def convert(source: Path, raw: Path) -> dict[str, int]:
    """Convert the sample in `source` to a raw folder; returns the rows written per table."""
    machines = read(source, "PdM_machines.csv")
    failures = read(source, "PdM_failures.csv")
    tables = {
        "warranty.products": products(machines),
        "warranty.units": units(machines),
        "warranty.claims": claims(failures),
        "warranty.claim_lines": claim_lines(failures),
        "parts.parts": parts(failures),
        "parts.part_applications": part_applications(failures, machines),
        "service.work_orders": work_orders(read(source, "PdM_maint.csv"), failures),
        "telemetry.fault_codes": fault_codes(read(source, "PdM_errors.csv")),
    }
    return {table: write(raw, table, rows) for table, rows in tables.items()}


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: convert.py SOURCE_DIR RAW_DIR")
    for table, count in convert(Path(sys.argv[1]), Path(sys.argv[2])).items():
        print(f"{table:28} {count:>6,} rows")

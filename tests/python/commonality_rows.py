"""Golden case G06 and its traps: what the failed cars share, beside the cars that did not fail."""

from __future__ import annotations

from early_warning_rows import day, failure
from warranty_rows import Row, product, unit

CASES = 5
# of fifty cars: 10 built in November, 8 of batch B, 20 with V10.2; the five cases are all of these
G06 = [
    unit(
        f"g06-{n}", "g06", built_on="2020-11-15" if n < 10 else "2020-10-15",
        production_batch="B" if n < 8 else "A",
    )
    for n in range(50)
]  # fmt: skip
# component and software changed in the repair; the lot came from another car a year before
LOTS = [unit(f"lots-{n}", "lots", built_on="2024-06-01") for n in range(40)]


def component(number: int, lot: str, since: str, until: str = "") -> Row:
    return {
        "unit_id": f"lots-{number}", "component_position": "bms", "part_no": "BMS-1",
        "lot_no": lot, "supplier_id": "S1", "installed_on": since, "removed_on": until,
    }  # fmt: skip


def software(unit_id: str, version: str, at: str) -> Row:
    return {
        "unit_id": unit_id, "package": "bms", "version": version,
        "installed_at": f"{at} 08:00:00",
    }  # fmt: skip


def usage(number: int, offset: int, lowest: float) -> Row:
    return {
        "unit_id": f"g06-{number}", "usage_on": day(offset), "usage_amount": 1,
        "min_temp_c": lowest,
    }  # fmt: skip


TABLES: dict[str, list[Row]] = {
    "warranty.products": [product("g06", "line-g06"), product("lots", "line-lots")],
    "warranty.units": [*G06, *LOTS],
    "warranty.claims": [
        *[failure("g06", n, n, ambient_temp_c=-15, software_version="V10.2") for n in range(CASES)],
        *[failure("lots", n, n) for n in range(CASES)],
    ],
    "warranty.unit_components": [
        # removed on the very day of failure: it was there when the unit failed
        *[component(n, "L1", "2025-02-01", day(n)) for n in range(CASES)],
        *[component(n, "L2", day(n)) for n in range(CASES)],
        # two healthy cars bear the lot now, one bore it until 2025
        *[component(n, "L1", "2024-06-01") for n in (5, 6)],
        component(7, "L1", "2024-06-01", "2025-02-01"), component(7, "L2", "2025-02-01"),
        *[component(n, "L2", "2024-06-01") for n in range(8, 40)],
    ],
    "telemetry.software_installs": [
        *[software(f"g06-{n}", "V10.2" if n < 20 else "V10.1", "2025-06-01") for n in range(50)],
        *[software(f"lots-{n}", "V1", "2025-06-01") for n in range(40)],
        # the update came with the repair for the cases, and to ten others long before
        *[software(f"lots-{n}", "V2", day(n + 1)) for n in range(CASES)],
        *[software(f"lots-{n}", "V2", "2025-12-01") for n in range(10, 20)],
    ],
    # a fifth of the unit-days in the window are below -10
    "telemetry.usage_daily": [
        *[usage(10 + n, 3, -12) for n in range(5)], *[usage(20 + n, 3, -10) for n in range(20)],
        *[usage(30 + n, -30, -20) for n in range(15)],
    ],
}  # fmt: skip

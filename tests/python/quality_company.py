"""The raw rows of one small company on which every golden case of the quality marts is tried."""

from __future__ import annotations

from datetime import date, timedelta

from quality_rows import Row, customer, operation, ticket, usage
from warranty_rows import causal, claim, line, product, unit

AS_OF = "2026-05-15"


def complaints() -> dict[str, list[Row]]:
    """Ten customers of the line `car`, a hundred of the line `bus`, and what does not count."""
    audited = {
        "auditor_role": "manager", "audited_on": "2026-02-10", "stage": "call", "breakpoints": 0,
        "emotion_score": 0,
    }  # fmt: skip
    return {
        "warranty.products": [product("car", "car"), product("bus", "bus")],
        "warranty.units": [unit("car-1", "car"), unit("bus-1", "bus")],
        "crm.customers": [*[customer(f"c{n}") for n in range(10)], customer("c0-old", into="c0")],
        "service.mystery_audits": [{"audit_id": "a1", "ticket_id": "audit", **audited}],
        "service.tickets": [
            *[ticket(f"glare-{n}", f"c{n}", "glare", "car-1") for n in range(8)],
            # the loud one: five more tickets, one under an account that was merged into his
            *[ticket(f"loud-{n}", "c0", "glare", "car-1") for n in range(4)],
            ticket("loud-old", "c0-old", "glare", "car-1"),
            # two topics, on one ticket and on a ticket merged into another
            ticket("both", "c8", "noise, range", "car-1"),
            ticket("survivor", "c9", "noise", "car-1"),
            ticket("merged", "c9", "range", "", merged_into_ticket_id="survivor",
                   opened_at="2026-02-11 10:00:00"),
            # outside: praise, spam, an audit, another quarter, the day after the as-of date
            ticket("praise", "c-praise", "glare", "car-1", is_complaint="false"),
            ticket("unsaid", "c-unsaid", "glare", "car-1", is_complaint=""),
            ticket("spam", "c-spam", "glare", "car-1", status="spam"),
            ticket("audit", "c-audit", "glare", "car-1"),
            ticket("late", "c1", "noise", "car-1", opened_at="2026-03-31 23:59:59"),
            ticket("next", "c1", "noise", "car-1", opened_at="2026-04-01 00:00:00"),
            ticket("after", "c2", "noise", "car-1", opened_at="2026-05-16 00:00:00"),
            # 79 of 100, and complaints without customer, topic or unit
            *[
                ticket(f"bus-{n}", f"b{n}", "glare" if n < 79 else "noise", "bus-1")
                for n in range(100)
            ],
            ticket("nobody", "", "glare", ""), ticket("no-topic", "c3", "", ""),
        ],
    }  # fmt: skip


def repairs() -> dict[str, list[Row]]:
    """Labor of the model `PUMPER`: operations of exactly 3 hours, of less, and unplanned ones."""
    jobs = {"j1": "2.50", "j2": "3.00", "j3": "4.00"}
    return {
        "warranty.products": [
            {**product("pumper", "pumps"), "model": "PUMPER"},
            product("nameless", "pumps"), product("foreign", "foreign", own=False),
        ],
        "parts.parts": [
            {"part_no": "old", "part_name": "Old", "superseded_by_part_no": "new",
             "fastener_count": 8},
            {"part_no": "new", "part_name": "New", "fastener_count": 20},
            {"part_no": "hose", "part_name": "Hose", "fastener_count": 2},
        ],
        "warranty.claims": [
            *[claim(name, "pumper") for name in jobs],
            # the same work order: one job, billed to two coverages
            claim("j4", "pumper", work_order_id="w4"),
            claim("j5", "pumper", work_order_id="w4", claim_type="goodwill"),
            claim("year-first", "pumper", failed_on="2025-06-01", posted_on=""),
            claim("year-before", "pumper", failed_on="2025-05-31"),
            claim("denied", "pumper", status="denied"), claim("theirs", "foreign"),
            claim("plain", "nameless"), claim("reversed", "pumper", status="reversed"),
        ],
        "warranty.claim_lines": [
            *[operation(name, 1, "CHANGE", hours, "2.00") for name, hours in jobs.items()],
            *[causal(name, 2, 10, "old") for name in ("j1", "j2")], causal("j3", 2, 10, "hose"),
            # another operation of the same job, and one that nobody timed
            operation("j1", 3, "DRAIN", "0.70", "0.50"), operation("j2", 3, "DRAIN", "", "0.50"),
            # two mechanics, and the other claim's share: 0.50 + 1.00 + 0.48
            operation("j4", 1, "BLEED", "0.50", ""), operation("j4", 2, "BLEED", "1.00", ""),
            operation("j5", 1, "BLEED", "0.48", ""), operation("year-first", 1, "BLEED", "4.00"),
            operation("year-before", 1, "CHANGE", "3.00"),
            operation("denied", 1, "CHANGE", "9.00"), operation("theirs", 1, "CHANGE", "9.00"),
            operation("reversed", 1, "CHANGE", "9.00"), operation("plain", 1, "", "5.00"),
        ],
    }  # fmt: skip


def conditions() -> dict[str, list[Row]]:
    """Thirty units of the line `polar`: two weeks below -10 C each, eight above, 12 failures."""
    start, units = date(2026, 1, 1), [f"polar-{n}" for n in range(30)]
    days = [f"{start + timedelta(weeks=week)}" for week in range(10)]
    # a reading tells of the six days after it, the last one of no more
    failed = {
        **{f"cold-{n}": (f"polar-{n}", "2026-01-07") for n in range(7)},
        "cold-last": ("polar-7", "2026-01-14"), "mild-first": ("polar-0", "2026-01-15"),
        "mild-1": ("polar-1", "2026-02-01"), "mild-2": ("polar-1", "2026-03-05"),
        "mild-last": ("polar-2", "2026-03-11"),
        # nobody knows of these days, of this unit, and of the day before service
        "after": ("polar-2", "2026-03-12"), "silent": ("silent-1", "2026-01-07"),
        "early": ("late-1", "2026-01-07"),
    }  # fmt: skip
    return {
        "warranty.products": [product("polar", "polar"), product("tropic", "polar")],
        "warranty.units": [
            *[unit(name, "polar") for name in units], unit("silent-1", "polar"),
            unit("late-1", "polar", "2026-02-01"),
            unit("gone-1", "polar", status="scrapped", status_on="2026-01-04"),
            unit("tropic-1", "tropic"),
        ],
        # the fan fits one product of the line, whatever fails on the other
        "parts.part_applications": [{"part_no": "fan", "product_id": "polar"}],
        "telemetry.usage_daily": [
            *[
                usage(name, day, "-10.01" if week < 2 else "-10.00", 9 if week else 10)
                for name in units
                for week, day in enumerate(days)
            ],
            # not yet in service; gone on its fourth day; after the as-of date
            usage("late-1", "2026-01-07", "-15"), usage("gone-1", "2026-01-01", "5"),
            usage("gone-1", "2026-01-04", "5"), usage("polar-0", "2026-05-16", "5"),
            usage("tropic-1", "2026-01-07", "-15"),
        ],
        "warranty.claims": [
            *[
                claim(name, unit_id=unit_id, failed_on=on, submitted_on="2026-04-01",
                      decided_on="2026-04-01", posted_on="2026-04-01",
                      ambient_temp_c="-15" if on < "2026-01-15" else "-10")
                for name, (unit_id, on) in failed.items()
            ],
            claim("tropic", unit_id="tropic-1", failed_on="2026-01-07", ambient_temp_c="-15"),
        ],
        "warranty.claim_lines": [
            *[causal(name, 1, 10, "fan") for name in [*failed, "tropic"]],
        ],
    }  # fmt: skip


def scenarios() -> dict[str, list[Row]]:
    """Unusual use of the line `offroad`, 40 units, told by telemetry, claims and jobs."""
    job = {"order_type": "repair", "service_mode": "onsite", "opened_at": "2026-02-01 08:00:00"}
    return {
        "warranty.products": [product("offroad", "offroad")],
        "warranty.units": [unit(f"off-{n}", "offroad") for n in range(40)],
        "telemetry.usage_daily": [
            usage("off-0", "2026-01-20", "-35.00"), usage("off-0", "2026-01-21", "-34.99"),
            usage("off-1", "2026-01-19", "-41"), usage("off-2", "2026-01-19", "20", 10),
        ],
        "warranty.claims": [
            # the same unit and day as telemetry's, and a denied one of another
            claim("seen-twice", unit_id="off-0", failed_on="2026-01-20", ambient_temp_c="-36"),
            claim("denied-cold", unit_id="off-3", failed_on="2026-01-18", ambient_temp_c="-35",
                  status="denied"),
        ],
        "service.work_orders": [
            {"work_order_id": "wade", "unit_id": "off-4", **job,
             "ambient_condition": "Wading through DEEP WATER"},
            {"work_order_id": "pump", "unit_id": "off-4", **job, "ambient_condition": "water pump"},
            {"work_order_id": "pedal", "unit_id": "", **job, "ambient_condition": "误踩油门"},
        ],
    }  # fmt: skip


def agenda() -> dict[str, list[Row]]:
    """Issues of the line `agenda`, dearer than all other failures: raised, merged, emerging."""
    issue = {"source": "after_sales", "submitted_on": "2026-04-01"}
    failures = {
        "wear-old": ("ag-a", "WEAR", "2025-06-10", 3000),
        "wear": ("ag-a", "WEAR", "2026-03-10", 10000),
        "rattle": ("ag-a", "RATTLE", "2026-04-10", 5000),
        "wear-b": ("ag-b", "WEAR", "2026-03-31", 12000),
        "no-mode": ("ag-a", "", "2026-03-01", 8000),
        "no-code": ("ag-a", "", "2026-03-01", 99000),
        **{f"crack-{n}": ("ag-c", "CRACK", f"2026-05-0{n + 1}", 4000) for n in range(5)},
        # heard of only after the reviews of these months
        "late-leak": ("ag-b", "LEAK", "2026-03-20", 9000),
        "late-wear": ("ag-a", "WEAR", "2025-12-15", 500),
    }
    submitted = {
        **{name: on for name, (_, _, on, _) in failures.items()},
        **{name: "2026-05-14" for name in failures if name.startswith("crack")},
        "late-leak": "2026-04-01",
        "late-wear": "2026-05-15",
    }
    return {
        "warranty.products": [product(name, "agenda") for name in ("ag-a", "ag-b", "ag-c")],
        "warranty.units": [unit(f"crack-{n}", "ag-c") for n in range(5)],
        "quality.issues": [
            {"issue_id": "I1", "title": "Wears", "product_id": "ag-a", "failure_mode": "WEAR",
             "first_failure_on": "2025-06-01", **issue},
            {"issue_id": "I2", "title": "Rattles", "product_id": "ag-a", "failure_mode": "RATTLE",
             "duplicate_of_issue_id": "I1", **issue},
        ],
        "warranty.claims": [
            claim(name, product_id, failure_mode=mode, failed_on=on,
                  submitted_on=submitted[name], decided_on="2026-05-15", posted_on="2026-05-15",
                  unit_id=name if name.startswith("crack") else "")
            for name, (product_id, mode, on, _) in failures.items()
        ]
        # sent again: it was known from its first version on
        + [
            claim("wear-b", "ag-b", failure_mode="WEAR", failed_on="2026-03-31", claim_version=2,
                  submitted_on="2026-05-15", decided_on="2026-05-15", posted_on="2026-05-15"),
        ],
        "warranty.claim_lines": [
            line(name, 1, amount) if name == "no-code" else causal(name, 1, amount, "seal")
            for name, (_, _, _, amount) in failures.items()
        ]
        + [causal("wear-b", 1, 12000, "seal", claim_version=2)],
    }  # fmt: skip


def company() -> dict[str, list[Row]]:
    """Every table of the company, its parts added one to another."""
    gathered: dict[str, list[Row]] = {}
    for part in (complaints(), repairs(), conditions(), scenarios(), agenda()):
        for table, rows in part.items():
            gathered.setdefault(table, []).extend(rows)
    return gathered

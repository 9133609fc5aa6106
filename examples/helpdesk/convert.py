"""Bring your own tables: the ticket log of a help desk becomes two tables of the raw contract.

The project reads no system's own format. It reads the tables of `raw_contract.yml`, as CSV or
Parquet, and whoever has other tables writes a script like this one: a few dozen lines, no
library of the project, nothing but the standard one. This one was written for a public log
(an Italian software company, 4,580 cases, 21,348 events, 4TU, doi
10.4121/uuid:0c60edf1-6f83-4e75-9367-4c63b3e9d5bb). The steps are the same for any system.

1. Choose the tables. Which rows of yours is the contract's "one row per ..."? Here a line of the
   log is an event, so it becomes a row of `service.ticket_events`; a case, which the log only
   repeats in its lines, becomes a row of `service.tickets`. No other table is needed: any subset
   builds, and `aftersales check` says which marts a subset gives.
2. Find the keys. A key must be stable from night to night, or every night is a new set of rows.
   The log has a case number, and no event number, and 127 of its lines stand there twice. So an
   event is named by its case and its place in it; a hash of the line would lose the repeats.
3. Fill what is required, and leave the rest out. A column that is not required and not known may
   be absent. Never fill one with a guess: absent reads as unknown, and a guess reads as a fact.
   The channel is required and not in the log, so it is `other`.
4. Translate codes into the accepted values, in a table that can be read (`EVENTS` below), and
   fail on a code that is not in it. A default for unknown codes would hide the next new one.
5. Say when. Times are ISO 8601 with an offset; without one they are read as UTC. The log has
   local times, year first, without a zone, and its help desk sits in Italy.
6. Give each row its `updated_at`: when your system last changed it. The latest one of a key wins,
   and `--as-of` sets aside what was changed later. A log never changes a line, so an event bears
   its own time, and a ticket that of its last event.
7. Keep what the contract has no column for. Columns of your own are kept as JSON in
   `extra_columns` (here the activity in its own words and the service level), so that nothing has
   to be converted twice.

Then check, build and look:

    python examples/helpdesk/convert.py helpdesk_full.csv.gz raw
    aftersales check --raw raw
    aftersales build --raw raw --warehouse warehouse

`check` names every row that the gate would reject, with its file and place. A converter is done
when it rejects nothing, and when figures that you know from the old system come out again: here
4,580 tickets, 21,348 events, and the published counts that `tests/python/test_oracle_helpdesk.py`
asks of `core.fct_tickets` and `core.fct_ticket_events`.
"""

from __future__ import annotations

import csv
import gzip
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")
# What each activity of the log is in the contract's words. `routed` is only the triage and
# `solved` only the resolution, so that loops of either can be counted.
EVENTS = {
    "Insert ticket": "created",
    "Assign seriousness": "routed",
    "Take in charge ticket": "assigned",
    "Wait": "pending",
    "Require upgrade": "escalated",
    "Create SW anomaly": "escalated",
    "Resolve SW anomaly": "resumed",
    "Schedule intervention": "appointment_booked",
    "Resolve ticket": "solved",
    "Closed": "closed",
    "VERIFIED": "other",
    "RESOLVED": "other",
    "INVALID": "other",
    "DUPLICATE": "other",
}
# The state in which the last event leaves its ticket; any other leaves it open.
STATES = {"closed": "closed", "solved": "solved", "pending": "pending"}


def convert(log: Path, raw: Path) -> dict[str, int]:
    """Write `service/tickets.csv` and `service/ticket_events.csv` below `raw`; rows by table.

    Raises `KeyError` for an activity that `EVENTS` does not know, `ValueError` for a time that
    is not `YYYY/MM/DD hh:mm:ss.fff`.
    """
    cases = read_cases(log)
    events = [event for lines in cases.values() for event in ticket_events(lines)]
    tickets = [ticket(lines) for lines in cases.values()]
    write(raw / "service" / "tickets.csv", tickets)
    write(raw / "service" / "ticket_events.csv", events)
    return {"service.tickets": len(tickets), "service.ticket_events": len(events)}


def read_cases(log: Path) -> dict[str, list[dict[str, str]]]:
    """Lines of the log by case, in the order in which they stand."""
    cases: dict[str, list[dict[str, str]]] = {}
    with gzip.open(log, "rt", encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            cases.setdefault(line["Case ID"], []).append(line)
    return cases


def ticket_events(lines: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows of `service.ticket_events` for one case, numbered from 1."""
    return [
        {
            "event_id": f"{line['Case ID']} / {number:04}",
            "ticket_id": line["Case ID"],
            "occurred_at": moment(line),
            "event_type": EVENTS[line["Activity"]],
            "actor_type": "agent",
            "actor_id": line["Resource"],
            "group_name": line["workgroup"],
            "updated_at": moment(line),
            "activity": line["Activity"],
        }
        for number, line in enumerate(lines, start=1)
    ]


def ticket(lines: list[dict[str, str]]) -> dict[str, str]:
    """The row of `service.tickets` for one case, as its last line leaves it."""
    last = lines[-1]
    last_event = EVENTS[last["Activity"]]
    solved = [moment(line) for line in lines if EVENTS[line["Activity"]] == "solved"]
    return {
        "ticket_id": last["Case ID"],
        "customer_id": last["customer"],
        "channel": "other",
        "category": last["service_type"],
        "topic": last["product"],
        "priority": last["seriousness_2"],
        "opened_at": moment(lines[0]),
        "solved_at": solved[-1] if solved else "",
        "closed_at": moment(last) if last_event == "closed" else "",
        "status": STATES.get(last_event, "open"),
        "updated_at": moment(last),
        "service_level": last["service_level"],
    }


def moment(line: dict[str, str]) -> str:
    """The line's time in ISO 8601, with the offset of Rome on that day."""
    local = datetime.strptime(line["Complete Timestamp"], "%Y/%m/%d %H:%M:%S.%f")
    return local.replace(tzinfo=ROME).isoformat(sep=" ", timespec="seconds")


def write(path: Path, rows: list[dict[str, str]]) -> None:
    """Write rows of one shape as a CSV file with a header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    for name, rows in convert(Path(sys.argv[1]), Path(sys.argv[2])).items():
        print(f"{name}: {rows} rows")

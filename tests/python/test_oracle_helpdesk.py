"""Oracle 14: a real ticket log, converted to the contract, gives its published counts again.

Source: 4TU, doi 10.4121/uuid:0c60edf1-6f83-4e75-9367-4c63b3e9d5bb. Also the build of a company
that has tickets and nothing else.
"""

from __future__ import annotations

import runpy

import duckdb
import pytest
from harness import PROJECT_DIR, build_raw

LOG = PROJECT_DIR.parent / "shared" / "real" / "helpdesk_it" / "helpdesk_full.csv.gz"
# A case is complete from its triage, or its entry by hand, to its closing.
COMPLETE = """
    with bounds as (
        select ticket_id, min_by(event_type, event_number) as first_type,
            max_by(event_type, event_number) as last_type,
            min(occurred_at) as first_at, max(occurred_at) as last_at
        from core.fct_ticket_events
        group by ticket_id
    ),
    complete as (
        select * from bounds where first_type in ('routed', 'created') and last_type = 'closed'
    )
"""

pytestmark = pytest.mark.skipif(not LOG.exists(), reason="the real ticket log is not here")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("helpdesk")
    convert = runpy.run_path(str(PROJECT_DIR / "examples" / "helpdesk" / "convert.py"))["convert"]
    assert convert(LOG, folder / "raw") == {"service.tickets": 4580, "service.ticket_events": 21348}
    return build_raw(folder / "raw", folder, select=["+fct_tickets", "+fct_ticket_events"])


def one(built: duckdb.DuckDBPyConnection, query: str) -> object:
    return built.execute(query).fetchone()[0]


def test_every_case_and_every_event_arrives(built: duckdb.DuckDBPyConnection) -> None:
    assert one(built, "select count(*) from core.fct_tickets") == 4580
    assert one(built, "select count(*) from core.fct_ticket_events") == 21348
    for table in ("tickets", "ticket_events"):
        states = built.execute(f"select distinct row_state from gate.base_service__{table}")
        assert states.fetchall() == [("accepted",)]


def test_complete_cases(built: duckdb.DuckDBPyConnection) -> None:
    assert one(built, COMPLETE + "select count(*) from complete") == 4479


@pytest.mark.parametrize(("event_type", "loops"), [("routed", 438), ("solved", 246)])
def test_loops_of_triage_and_of_resolution(
    built: duckdb.DuckDBPyConnection, event_type: str, loops: int
) -> None:
    query = f"""
        {COMPLETE}
        select count(*)
        from core.fct_ticket_events as events
        inner join core.fct_ticket_events as followers
            on events.ticket_id = followers.ticket_id
            and events.event_number + 1 = followers.event_number
        where events.ticket_id in (select ticket_id from complete)
            and events.event_type = '{event_type}' and followers.event_type = '{event_type}'
    """
    assert one(built, query) == loops


def test_median_days_of_a_complete_case(built: duckdb.DuckDBPyConnection) -> None:
    query = COMPLETE + "select floor(median(epoch(last_at - first_at)) / 86400) from complete"
    assert one(built, query) == 39


def test_what_the_contract_does_not_know_is_kept(built: duckdb.DuckDBPyConnection) -> None:
    query = """
        select json_extract_string(extra_columns, '$.activity')
        from staging.stg_service__ticket_events where event_id = 'Case 1 / 0001'
    """
    assert one(built, query) == "Assign seriousness"

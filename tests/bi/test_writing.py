"""Nobody writes through the BI tool, whatever the BI tool itself would allow."""

from __future__ import annotations

from pathlib import Path

import pytest
from published import Company
from superset_client import Client

WRITES = [
    "insert into marts.build_info select * from marts.build_info",
    "update marts.build_info set build_id = 'x'",
    "delete from marts.build_info",
    "create table marts.made_in_sql_lab as select 1 as one",
    "create schema made_in_sql_lab",
    "drop table marts.build_info",
]
# PostgreSQL's and DuckDB's own words: the refusal must be theirs, not Superset's.
REFUSALS = ("read-only mode", "permission denied", "must be owner")


def test_sql_lab_refuses_to_write(client: Client, database: int) -> None:
    for statement in WRITES:
        answer = client.run_sql(database, statement)
        assert not answer.ok, statement
        assert "DML_NOT_ALLOWED" in answer.text, f"{statement}: {answer.text[:500]}"


def test_the_database_refuses_where_sql_lab_allows(
    client: Client, address: str, warehouse: Company
) -> None:
    writable = client.add_database(f"{address.partition(':')[0]} with DML", address, allow_dml=True)
    for statement in WRITES:
        answer = client.run_sql(writable, statement)
        assert not answer.ok, statement
        assert any(word in answer.text for word in REFUSALS), f"{statement}: {answer.text[:500]}"
    answer = client.run_sql(writable, "select build_id from marts.build_info")
    assert answer.ok, answer.text
    ((build_id,),) = warehouse.ask("select build_id from marts.build_info")
    assert [row["build_id"] for row in answer.json()["data"]] == [build_id]


def test_sql_lab_does_not_reach_the_servers_files(
    client: Client, address: str, tmp_path: Path
) -> None:
    """A DuckDB file opened read-only alone would still read and write other files."""
    (tmp_path / "secret.csv").write_text("a\nconfidential\n", encoding="utf-8")
    made = tmp_path / "made"
    statements = [
        f"copy (select 1) to '{made}'",
        f"attach '{made}' as other",
        f"select * from read_csv('{tmp_path}/secret.csv')",
        "set enable_external_access = true",
    ]
    if not address.startswith("duckdb"):
        statements = [
            f"copy (select 1) to '{made}'",
            f"select pg_read_file('{tmp_path}/secret.csv')",
        ]
    database = client.add_database(
        f"{address.partition(':')[0]} and files", address, allow_dml=True
    )
    for statement in statements:
        answer = client.run_sql(database, statement)
        assert not answer.ok, f"{statement}: {answer.text[:500]}"
        assert "confidential" not in answer.text
    assert not made.exists()


@pytest.mark.parametrize("word", ["s3cret", "%word"])
def test_the_password_is_shown_to_nobody(
    word: str, client: Client, database: int, address: str
) -> None:
    assert word not in client.send("GET", f"database/{database}/connection").text
    assert word not in client.send("GET", f"database/{database}").text

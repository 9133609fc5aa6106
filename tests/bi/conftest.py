"""What the tests with Apache Superset share; only `make test-bi` runs them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "python"), str(HERE.parents[1] / "bi")]

import published  # noqa: E402
import superset_bundle  # noqa: E402
from superset_client import Client  # noqa: E402
from superset_server import Server, running_superset  # noqa: E402


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> published.Company:
    """A small simulated company with one published build."""
    company = published.Company(tmp_path_factory.mktemp("company"))
    company.simulate()
    company.build()
    return company


@pytest.fixture(scope="session")
def postgres(warehouse: published.Company) -> Iterator[str]:
    """The same build in PostgreSQL; yields the address of a BI user, password and all."""
    with published.in_postgres(warehouse.file) as address:
        yield address


@pytest.fixture(scope="session")
def superset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_superset(tmp_path_factory.mktemp("superset")) as server:
        yield server


@pytest.fixture(scope="session")
def client(superset: Server) -> Client:
    return Client(superset)


@pytest.fixture(scope="session", params=["duckdb", "postgresql"])
def address(request: pytest.FixtureRequest, warehouse: published.Company) -> str:
    """The address of the published build as Superset takes it, one database after the other."""
    if request.param == "duckdb":
        return superset_bundle.superset_address(str(warehouse.file))
    return request.getfixturevalue("postgres")


@pytest.fixture(scope="session")
def database(address: str, client: Client) -> int:
    """The database in Superset, without the right to write in SQL Lab."""
    return client.add_database(address.partition(":")[0], address)


@pytest.fixture(scope="module")
def imported(
    client: Client, postgres: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict]:
    """The charts of the dashboard by name, imported with the address of PostgreSQL."""
    bundle = tmp_path_factory.mktemp("bundle") / "dashboard.zip"
    password = unquote(urlsplit(postgres).password or "")
    plain = postgres.replace("+psycopg2", "")
    superset_bundle.write_bundle(superset_bundle.superset_address(plain), bundle)
    assert b"s3cret" not in bundle.read_bytes()
    passwords = json.dumps({superset_bundle.DATABASE: password})
    client.forget(client.datasets())
    client.ask(
        "POST",
        "dashboard/import/",
        files={"formData": (bundle.name, bundle.read_bytes(), "application/zip")},
        data={"overwrite": "true", "passwords": passwords},
    )
    charts = client.ask("GET", "dashboard/after-sales-value/charts")["result"]
    return {chart["slice_name"]: chart for chart in charts}

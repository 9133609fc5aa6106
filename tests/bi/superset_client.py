"""Superset's REST API as the tests ask it."""

from __future__ import annotations

from typing import Any

import requests
from superset_server import USER, Server

ROW_LIMIT = 200_000


class Client:
    """One user logged in; every method raises `AssertionError` with Superset's own words."""

    def __init__(self, server: Server) -> None:
        self.base = f"{server.base}/api/v1"
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Accept"] = "application/json"
        login = {"username": USER, "password": server.password, "provider": "db"}
        token = self.ask("POST", "security/login", json=login)["access_token"]
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.session.headers["X-CSRFToken"] = self.ask("GET", "security/csrf_token/")["result"]
        self.session.headers["Referer"] = server.base

    def send(self, method: str, path: str, **options: Any) -> requests.Response:
        """The bare answer, whatever its status."""
        return self.session.request(method, f"{self.base}/{path}", timeout=120, **options)

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """The answer's JSON; anything but success is a failure."""
        response = self.send(method, path, **options)
        assert response.ok, f"{method} {path}: {response.status_code} {response.text[:2000]}"
        return response.json()

    def add_database(self, name: str, address: str, *, allow_dml: bool = False) -> int:
        """Connect a database; returns its id."""
        body = {
            "database_name": name,
            "sqlalchemy_uri": address,
            "expose_in_sqllab": True,
            "allow_dml": allow_dml,
        }
        return self.ask("POST", "database/", json=body)["id"]

    def dataset(self, database: int, mart: str) -> dict[str, Any]:
        """The dataset of a mart, made when it is not there; columns and all."""
        body = {"database": database, "schema": "marts", "table_name": mart}
        others = [d for d in self.datasets(mart) if d["database"]["id"] != database]
        self.forget(others)
        known = self.datasets(mart)
        made = known[0]["id"] if known else self.ask("POST", "dataset/", json=body)["id"]
        return self.ask("GET", f"dataset/{made}")["result"]

    def datasets(self, mart: str = "") -> list[dict[str, Any]]:
        """All datasets, or those of one mart, whatever their database."""
        found = self.ask("GET", "dataset/?q=(page_size:100)")["result"]
        return [dataset for dataset in found if mart in ("", dataset["table_name"])]

    def forget(self, datasets: list[dict[str, Any]]) -> None:
        """Take datasets away: metadata in SQLite hold one of a name, whatever its database."""
        if datasets:
            numbers = ",".join(str(dataset["id"]) for dataset in datasets)
            self.ask("DELETE", f"dataset/?q=!({numbers})")

    def rows(
        self,
        dataset: dict[str, Any],
        columns: list[str],
        filters: list[dict[str, Any]] | None = None,
    ) -> list[dict[str, Any]]:
        """The dataset's rows as they are, without grouping, through `chart/data`."""
        query = {
            "columns": columns,
            "metrics": None,
            "filters": filters or [],
            "row_limit": ROW_LIMIT,
        }
        body = {
            "datasource": {"id": dataset["id"], "type": "table"},
            "queries": [query],
            "result_format": "json",
            "result_type": "full",
        }
        return self.ask("POST", "chart/data", json=body)["result"][0]["data"]

    def run_sql(self, database: int, statement: str) -> requests.Response:
        """A statement typed into SQL Lab."""
        body = {"database_id": database, "sql": statement, "schema": "marts", "runAsync": False}
        return self.send("POST", "sqllab/execute/", json=body)

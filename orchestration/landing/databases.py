"""A DuckDB or SQLite file: which of its tables deliver which table of the contract."""

from __future__ import annotations

import hashlib
import importlib.util
from difflib import get_close_matches
from pathlib import Path

import duckdb

from orchestration.contract import Table
from orchestration.landing.columns import map_columns, select_list
from orchestration.landing.model import FileError, LandingError, Problem
from orchestration.landing.parquet_read import require_no_nul
from orchestration.landing.typed import contract_types, text_of, without_exponent
from orchestration.landing.writing import (
    Delivered,
    Written,
    quote_name,
    quote_path,
    quote_text,
    write_parquet,
)

_OWN_SCHEMAS = {"information_schema", "pg_catalog", "main"}
_OWN_TABLES = ("sqlite_",)


class _DatabaseSource:
    """What both kinds of database share; the file is attached read-only, and never written."""

    type_name = ""
    separator = "."

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path.resolve())
        self.warnings: list[Problem] = []
        self.problems: list[Problem] = []
        self._relations: dict[str, tuple[str, str]] = {}

    def list_tables(self, contract: dict[str, Table]) -> dict[str, list[Delivered]]:
        """One delivery per table; `file` reads `<file>:<schema>.<table>`."""
        size, mtime_ns = self._state()
        found: dict[str, list[Delivered]] = {}
        with duckdb.connect() as connection:
            self.attach(connection)
            for schema, relation in self._list(connection):
                name = self.contract_name(schema, relation)
                if name not in contract:
                    self._warn(schema, relation, contract)
                    continue
                place = f"{self.path.name}:{self.shown(schema, relation)}"
                if name in found:
                    self.problems.append(
                        Problem(name, place, "a second table of this name in other letter case.")
                    )
                    continue
                self._relations[name] = (schema, relation)
                found[name] = [Delivered(contract[name], self.path, place, size, mtime_ns)]
        return {name: found[name] for name in contract if name in found}

    def read(
        self, connection: duckdb.DuckDBPyConnection, delivered: Delivered, work: Path, target: Path
    ) -> Written:
        """Write one table, ordered by its key, to `target`; raises `FileError`."""
        try:
            self.attach(connection)
            return self._read(connection, delivered, target)
        except duckdb.Error as error:
            reason = str(error).splitlines()[0][:200]
            cure = "open the file with its own tool and check the table"
            raise FileError(delivered.problem(f"unreadable table: {reason}", cure=cure)) from error

    def _read(
        self, connection: duckdb.DuckDBPyConnection, delivered: Delivered, target: Path
    ) -> Written:
        table = delivered.table
        schema, relation = self._relations[table.full_name]
        source = f"raw_source.{quote_name(schema)}.{quote_name(relation)}"
        described = connection.execute(f"describe select * from {source}").fetchall()
        columns = map_columns(delivered, [row[0] for row in described])
        names = {place: name for name, place in columns.known.items()}
        wanted = contract_types(table)
        texts = [
            self.text(quote_name(row[0]), row[1], wanted.get(names.get(place, "")))
            for place, row in enumerate(described)
        ]
        select = select_list(columns, texts, delivered, row_number="null")
        order = ", ".join(
            f"{quote_name(name)} nulls first"
            for name in (*table.key, *table.column_names, "extra_columns")
        )
        rows = write_parquet(
            connection,
            f"select * replace (row_number() over (order by {order}) as _row_number) "
            f"from (select {select} from {source}) order by _row_number",
            target,
        )
        require_no_nul(connection, delivered, target)
        with target.open("rb") as stream:
            return Written(rows, hashlib.file_digest(stream, "sha256").hexdigest())

    def attach(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Attach the file read-only as `raw_source`, once per connection."""
        attached = connection.execute("select database_name from duckdb_databases()").fetchall()
        if ("raw_source",) in attached:
            return
        try:
            options = f"(type {self.type_name}, read_only)"
            path = quote_text(str(self.path))
            connection.execute(f"attach {path} as raw_source {options}")
            # A view of the source names its tables as if the source were the only database.
            connection.execute("use raw_source")
        except duckdb.Error as error:
            reason = str(error).splitlines()[0][:200]
            cure = "close the program that writes to it, or check that the file is whole"
            raise LandingError(
                [
                    Problem(
                        None, self.path.name, f"the database cannot be opened: {reason}", cure=cure
                    )
                ]
            ) from error

    def text(self, expression: str, duckdb_type: str, contract_type: str | None) -> str:
        """SQL for the text of a value."""
        return text_of(expression, duckdb_type, contract_type)

    def contract_name(self, schema: str, relation: str) -> str:
        """Full name of the contract's table that a relation would be."""
        return f"{schema}.{relation}".casefold()

    def shown(self, schema: str, relation: str) -> str:
        """The relation as its database calls it."""
        return f"{schema}.{relation}"

    def _list(self, connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
        return connection.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where database_name = 'raw_source' "
            "union all select schema_name, view_name from duckdb_views() "
            "where database_name = 'raw_source' and not internal order by 1, 2"
        ).fetchall()

    def _warn(self, schema: str, relation: str, contract: dict[str, Table]) -> None:
        if relation.startswith(_OWN_TABLES) or schema in _OWN_SCHEMAS - {"main"}:
            return
        shown = self.shown(schema, relation)
        close = get_close_matches(self.contract_name(schema, relation), list(contract), n=1)
        homes = [
            table.full_name for table in contract.values() if table.name == relation.casefold()
        ]
        hint = close or homes
        cure = f"did you mean {hint[0].replace('.', self.separator)}?" if hint else None
        message = "not read: the contract has no table of this name."
        self.warnings.append(Problem(None, f"{self.path.name}:{shown}", message, cure=cure))

    def _state(self) -> tuple[int, int]:
        """Size and time of the file and of its write-ahead log."""
        parts = [self.path, *(self.path.with_name(self.path.name + s) for s in (".wal", "-wal"))]
        states = [part.stat() for part in parts if part.exists()]
        return sum(s.st_size for s in states), max(s.st_mtime_ns for s in states)


class DuckDbSource(_DatabaseSource):
    """A DuckDB file with schemas named after the systems."""

    type_name = "duckdb"


class SqliteSource(_DatabaseSource):
    """A SQLite file with tables named `<system>__<table>`."""

    type_name = "sqlite"
    separator = "__"

    def attach(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Attach through DuckDB's extension as installed with this project, without a network."""
        found = importlib.util.find_spec("duckdb_extension_sqlite_scanner")
        if found is None or not found.submodule_search_locations:
            raise LandingError([Problem(None, self.path.name, "the SQLite extension is missing.")])
        files = sorted(Path(found.submodule_search_locations[0]).rglob("*.duckdb_extension"))
        connection.execute(f"load {quote_path(files[0])}")
        # SQLite's types promise nothing about its values.
        connection.execute("set sqlite_all_varchar = true")
        super().attach(connection)

    def text(self, expression: str, duckdb_type: str, contract_type: str | None) -> str:
        """Values arrive as text; SQLite writes small and large reals with an exponent."""
        is_number = contract_type is not None and contract_type.startswith(("double", "decimal"))
        text = f"nullif({expression}, '')"
        return without_exponent(text) if is_number else text

    def contract_name(self, schema: str, relation: str) -> str:
        """Full name of the contract's table that a relation would be."""
        return relation.casefold().replace("__", ".", 1)

    def shown(self, schema: str, relation: str) -> str:
        """The relation as its database calls it."""
        return relation

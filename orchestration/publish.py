"""Publication: the built marts become the file that readers open, whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from orchestration import check_results, profiles
from orchestration.content_hash import content_hash
from orchestration.contract import load_contract
from orchestration.errors import Refusal
from orchestration.manifest import PUBLISHED_SCHEMAS, Manifest
from orchestration.warehouse import Warehouse

RELATION = "audit.published_relations"

COMMENTS = {
    None: "One row per relation of this warehouse.",
    "schema_name": "Schema.",
    "relation_name": "Relation.",
    "build_id": "The build that made it; an older one when it was carried over.",
    "row_count": "Rows.",
    "content_hash": "SHA-256 of its content, whatever the order of rows; doubles to nine digits.",
    "is_carried_over": "True when the build did not select it and it comes from the one before.",
}

# Relations that the build writes outside dbt, with their comments.
_WRITTEN_HERE = {
    check_results.RELATION: check_results.COMMENTS,
    profiles.RELATION: profiles.COMMENTS,
    RELATION: COMMENTS,
}


@dataclass(frozen=True)
class PublishedRelation:
    """One relation of the published file."""

    schema_name: str
    relation_name: str
    build_id: str
    row_count: int
    content_hash: str
    is_carried_over: bool


def write_publication(
    warehouse: Warehouse, build_id: str, manifest: Manifest, *, carry_over: bool = False
) -> list[PublishedRelation]:
    """Copy what is published out of the build file into the temporary file beside the target.

    With `carry_over`, relations that this build did not make come from the published file. Raises
    `Refusal` when a relation would publish a column of personal data.
    """
    target = warehouse.publication_temp(build_id)
    target.unlink(missing_ok=True)
    with duckdb.connect(str(target)) as connection:
        connection.execute("set preserve_insertion_order = true")
        _attach(connection, warehouse.build_file, "build")
        made = _relations(connection, "build")
        refuse_personal_data(connection, made)
        for schema in PUBLISHED_SCHEMAS:
            connection.execute(f"create schema if not exists {schema}")
        for schema, name in made:
            connection.execute(_copy("build", schema, name))
        connection.execute("detach build")
        relations = [_describe(connection, *pair, build_id, False) for pair in made]
        if carry_over and warehouse.published.exists():
            relations += _carry_over(connection, warehouse.published, set(made))
        _write_relations(connection, relations)
        _comment(connection, manifest)
        connection.execute("checkpoint")
    _sync(target)
    return relations


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, alias: str) -> None:
    connection.execute(f"attach {_literal(str(path))} as {alias} (read_only)")


def _copy(source: str, schema: str, name: str) -> str:
    relation = f"{_quote(schema)}.{_quote(name)}"
    return f"create table {relation} as select * from {source}.{relation}"


def _relations(connection: duckdb.DuckDBPyConnection, database: str) -> list[tuple[str, str]]:
    return connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = $database"
        " and schema_name in $schemas"
        " union all select schema_name, view_name from duckdb_views()"
        " where database_name = $database and schema_name in $schemas order by all",
        {"database": database, "schemas": list(PUBLISHED_SCHEMAS)},
    ).fetchall()


def refuse_personal_data(
    connection: duckdb.DuckDBPyConnection, relations: list[tuple[str, str]]
) -> None:
    """Raise `Refusal` when one of `relations` bears a column that the contract calls personal."""
    personal = sorted(
        {c.name for table in load_contract().values() for c in table.columns if c.pii}
    )
    found = connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns()"
        " where lower(column_name) in $names and database_name = 'build' order by all",
        {"names": personal},
    ).fetchall()
    wanted = set(relations)
    details = [f"{s}.{t}.{c}" for s, t, c in found if (s, t) in wanted]
    if details:
        raise Refusal(
            "A relation to be published has a column of personal data.",
            details,
            cure="leave the column out of the model; the gate keeps it in the build's own file.",
            stage="publication",
        )


def _describe(
    connection: duckdb.DuckDBPyConnection, schema: str, name: str, build_id: str, carried: bool
) -> PublishedRelation:
    rows = connection.execute(f"select count(*) from {_quote(schema)}.{_quote(name)}").fetchone()[0]
    digest = content_hash(connection, schema, name)
    return PublishedRelation(schema, name, build_id, rows, digest, carried)


def _carry_over(
    connection: duckdb.DuckDBPyConnection, published: Path, made: set[tuple[str, str]]
) -> list[PublishedRelation]:
    with tempfile.TemporaryDirectory(dir=published.parent, prefix=".carry-") as scratch:
        copy = Path(scratch) / "published_copy.duckdb"
        shutil.copyfile(published, copy)
        _attach(connection, copy, "before")
        rows = connection.execute(
            f"select schema_name, relation_name, build_id from before.{RELATION}"
        ).fetchall()
        known = {(schema, name): build for schema, name, build in rows}
        carried = [pair for pair in known if pair not in made]
        for schema, name in carried:
            connection.execute(_copy("before", schema, name))
        connection.execute("detach before")
    return [_describe(connection, *pair, known[pair], True) for pair in carried]


def _write_relations(
    connection: duckdb.DuckDBPyConnection, relations: list[PublishedRelation]
) -> None:
    connection.execute(
        f"create or replace table {RELATION} (schema_name varchar, relation_name varchar,"
        " build_id varchar, row_count bigint, content_hash varchar, is_carried_over boolean)"
    )
    rows = [list(asdict(relation).values()) for relation in relations]
    connection.executemany(f"insert into {RELATION} values (?, ?, ?, ?, ?, ?)", rows)


def _comment(connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> None:
    """Descriptions become comments, so that any tool shows them beside the columns."""
    columns: dict[str, list[str]] = {}
    for relation, column in connection.execute(
        "select schema_name || '.' || table_name, column_name from duckdb_columns()"
        " where database_name = current_database() and schema_name in $schemas order by all",
        {"schemas": list(PUBLISHED_SCHEMAS)},
    ).fetchall():
        columns.setdefault(relation, []).append(column)
    for relation, names in columns.items():
        table = ".".join(_quote(part) for part in relation.split(".", 1))
        described = _WRITTEN_HERE.get(relation) or _from_manifest(manifest, relation)
        if described.get(None):
            connection.execute(f"comment on table {table} is {_literal(described[None])}")
        for name in names:
            if described.get(name):
                text = _literal(described[name])
                connection.execute(f"comment on column {table}.{_quote(name)} is {text}")


def _from_manifest(manifest: Manifest, relation: str) -> dict[str | None, str]:
    node = manifest.published_models.get(relation)
    if node is None:
        return {}
    described = {name: column["description"] for name, column in node["columns"].items()}
    return {None: node["description"], **described}


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def swap(warehouse: Warehouse, build_id: str) -> None:
    """Put the temporary file in the place of the published one, in one step that survives a crash.

    Readers that have the old file open keep it; whoever opens it from now on reads the new one.
    """
    # A log that somebody's write access left would be taken for one of the new file.
    warehouse.published.with_name(warehouse.published.name + ".wal").unlink(missing_ok=True)
    warehouse.publication_temp(build_id).replace(warehouse.published)
    _sync(warehouse.root)

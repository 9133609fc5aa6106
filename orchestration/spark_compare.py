"""Row-by-row comparison of relations between the DuckDB build file and the Spark cluster."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from orchestration.spark_client import Session, connect

RELATIVE_TOLERANCE = 1e-9  # of doubles; the engines add them up in different orders
_SHOWN_PER_RELATION = 20
_DUCKDB_NAMES = {"varchar": "string", "integer": "int"}


@dataclass(frozen=True)
class Relation:
    """A relation that both engines hold; `key` is its primary key, empty when it has none."""

    schema: str
    name: str
    key: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class Difference:
    """One disagreement: a value, or with `column` `*` a whole row that only one side has."""

    relation: str
    key: tuple
    column: str
    on_duckdb: object
    on_spark: object

    def __str__(self) -> str:
        place = f"{self.relation} {self.key} {self.column}"
        return f"{place}: DuckDB {self.on_duckdb!r}, Spark {self.on_spark!r}"


def relations_of(manifest_file: Path, schemas: Sequence[str]) -> list[Relation]:
    """The models of these schemas in dbt's manifest, with their primary keys."""
    nodes = json.loads(manifest_file.read_text(encoding="utf-8"))["nodes"].values()
    return sorted(
        (
            Relation(node["schema"], node["alias"], _primary_key(node))
            for node in nodes
            if node["resource_type"] == "model" and node["schema"] in schemas
        ),
        key=str,
    )


def _primary_key(node: dict) -> tuple[str, ...]:
    for constraint in node.get("constraints", []):
        if constraint["type"] == "primary_key":
            # a name that is a keyword stands quoted there
            return tuple(name.strip('"`') for name in constraint["columns"])
    for column in node["columns"].values():
        if any(one["type"] == "primary_key" for one in column.get("constraints", [])):
            return (column["name"],)
    return ()


def compare_relations(
    duckdb_file: Path, port: int, relations: Iterable[Relation], *, ignore: Iterable[str] = ()
) -> list[Difference]:
    """Every difference between the two engines, at most 20 a relation.

    Columns, their order and their types must agree, and every row by its key: doubles to 1e-9 of
    the larger, everything else exactly, null only with null. `ignore` names columns, as
    `schema.relation.column`, that are meant to differ from build to build.
    """
    left_out = set(ignore)
    differences = []
    with duckdb.connect(str(duckdb_file), read_only=True) as here, connect(port) as there:
        for relation in relations:
            differences += _compare(here, there, relation, left_out)[:_SHOWN_PER_RELATION]
    return differences


def _compare(
    here: duckdb.DuckDBPyConnection, there: Session, relation: Relation, left_out: set[str]
) -> list[Difference]:
    types = _duckdb_types(here, relation)
    spark_types = there.types(str(relation))
    if types != spark_types or list(types) != list(spark_types):
        return _type_differences(relation, types, spark_types)
    columns = [name for name in types if f"{relation}.{name}" not in left_out]
    left = here.execute(_query(relation, columns, '"')).fetchall()
    right = there.rows(_query(relation, columns, "`"))
    key = [columns.index(name) for name in relation.key]
    doubles = [index for index, name in enumerate(columns) if types[name] == "double"]
    return list(_row_differences(relation, columns, left, right, key, doubles))


def _query(relation: Relation, columns: list[str], quote: str) -> str:
    return f"select {', '.join(f'{quote}{name}{quote}' for name in columns)} from {relation}"


def _duckdb_types(here: duckdb.DuckDBPyConnection, relation: Relation) -> dict[str, str]:
    rows = here.execute(
        "select column_name, lower(data_type) from duckdb_columns()"
        " where schema_name = ? and table_name = ? order by column_index",
        [relation.schema, relation.name],
    ).fetchall()
    return {name: _DUCKDB_NAMES.get(kind, kind) for name, kind in rows}


def _type_differences(
    relation: Relation, types: dict[str, str], spark_types: dict[str, str]
) -> list[Difference]:
    names = list(dict.fromkeys([*types, *spark_types]))
    found = [
        Difference(str(relation), ("type",), name, types.get(name), spark_types.get(name))
        for name in names
        if types.get(name) != spark_types.get(name)
    ]
    order = Difference(str(relation), ("order",), "*", list(types), list(spark_types))
    return found or [order]


def _row_differences(relation, columns, left, right, key, doubles):
    """Pair the rows of both sides, by key or else by everything but doubles, and compare them."""
    exact = key or [index for index in range(len(columns)) if index not in doubles]
    rows_here, rows_there = _grouped(left, exact), _grouped(right, exact)
    for place in sorted({*rows_here, *rows_there}, key=repr):
        ours, theirs = rows_here.get(place, []), rows_there.get(place, [])
        if len(ours) != len(theirs):
            count = f"{len(ours)} rows", f"{len(theirs)} rows"
            yield Difference(str(relation), place, "*", *count)
            continue
        ordered = zip(_by_doubles(ours, doubles), _by_doubles(theirs, doubles), strict=True)
        for mine, other in ordered:
            for name, value, answer in zip(columns, mine, other, strict=True):
                if not is_same(value, answer):
                    yield Difference(str(relation), place, name, value, answer)


def _grouped(rows: Iterable[tuple], positions: list[int]) -> dict[tuple, list[tuple]]:
    groups: dict[tuple, list[tuple]] = {}
    for row in rows:
        groups.setdefault(tuple(row[index] for index in positions), []).append(row)
    return groups


def _by_doubles(rows: list[tuple], doubles: list[int]) -> list[tuple]:
    def order(row: tuple) -> list[tuple]:
        return [(row[index] is None, row[index] or 0.0) for index in doubles]

    return sorted(rows, key=order) if len(rows) > 1 else rows


def is_same(value: object, answer: object) -> bool:
    """Whether two values of one type agree: doubles to 1e-9 of the larger, all else exactly."""
    if isinstance(value, float) and isinstance(answer, float):
        if math.isnan(value) or math.isnan(answer):
            return math.isnan(value) and math.isnan(answer)
        return math.isclose(value, answer, rel_tol=RELATIVE_TOLERANCE, abs_tol=0.0)
    if isinstance(value, Decimal) and isinstance(answer, Decimal):
        return value == answer and value.as_tuple().exponent == answer.as_tuple().exponent
    return type(value) is type(answer) and value == answer

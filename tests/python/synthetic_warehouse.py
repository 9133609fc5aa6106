"""Published files in no time: every relation of the models, with rows made to be awkward.

Shapes, keys and comments are those of dbt's manifest; the rows mean nothing.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.dbt_run import prepare_manifest
from orchestration.manifest import Manifest
from orchestration.postgres.source import declared_keys

# Texts that break a careless writer: signs of COPY and CSV, Chinese, empty, formulas.
AWKWARD = (
    "tab\there",
    "line\nfeed\r\nand return",
    "back\\slash \\N \\.",
    "'single' \"double\" , ; |",
    "华东 · 制冷压缩机",
    "",
    " blank ",
    '=HYPERLINK("http://127.0.0.1/","x")',
    "-2+3",
    "\U0001f600 é",
)
ODD_DOUBLES = (
    *("0.1::double + 0.2::double", "1 / 3::double", "'-0'::double", "5e-324::double"),
    *("1.7976931348623157e308::double", "123456789.123456789::double", "-1e-7::double"),
)


def models() -> Manifest:
    """The manifest of the models as they are."""
    prepare_manifest()
    return Manifest.load()


def write(path: Path, manifest: Manifest, build_id: str, rows: int = 40, salt: int = 0) -> Path:
    """A published file of build `build_id`; other `salt`, other values of the same shape."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    keys = declared_keys(manifest)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create schema core; create schema audit")
        for label, node in manifest.published_models.items():
            columns = [
                (name, _type(column["data_type"])) for name, column in node["columns"].items()
            ]
            count = 1 if label == "marts.build_info" else rows + salt
            _write_relation(connection, label, columns, keys.get(label, ()), count, salt)
            _comment(connection, label, node)
        connection.execute("update marts.build_info set build_id = ?", [build_id])
        _write_relation(
            connection,
            "audit.published_relations",
            [("schema_name", "varchar"), ("relation_name", "varchar"), ("build_id", "varchar")],
            keys["audit.published_relations"],
            rows,
            salt,
        )
    return path


def _type(declared: str) -> str:
    return "varchar" if declared == "string" else declared


def _write_relation(
    connection: duckdb.DuckDBPyConnection,
    label: str,
    columns: list[tuple[str, str]],
    key: tuple[str, ...],
    rows: int,
    salt: int,
) -> None:
    fields = ", ".join(
        f'cast({_value(type_, name in key, index, salt)} as {type_}) as "{name}"'
        for index, (name, type_) in enumerate(columns)
    )
    connection.execute(f"create table {label} as select {fields} from range({rows}) t(i)")


def _value(type_: str, in_key: bool, index: int, salt: int) -> str:
    if type_ == "varchar":
        texts = ", ".join("'" + text.replace("'", "''") + "'" for text in AWKWARD)
        value = f"[{texts}][1 + (i + {index}) % {len(AWKWARD)}]"
        if in_key:
            return f"'k' || i || {value}"
    elif type_ == "double":
        value = f"[{', '.join(ODD_DOUBLES)}][1 + (i + {index}) % {len(ODD_DOUBLES)}] + {salt}"
    elif type_ == "boolean":
        value = "i % 2 = 0"
    elif type_ == "date":
        value = f"date '1999-12-31' + cast(i * 3 + {salt} as integer)"
    elif type_ == "timestamp":
        value = (
            f"timestamp '2026-03-08 02:30:00.123456' + to_microseconds(i * 86399999999 + {salt})"
        )
    else:
        value = f"(i - 5) * 1.25 + {salt}"
    # A key column bears no null; every other has one now and then.
    if in_key:
        return f"i + {salt}" if "int" in type_ or "decimal" in type_ else value
    return f"case when (i + {index}) % 7 = 0 then null else {value} end"


def _comment(connection: duckdb.DuckDBPyConnection, label: str, node: dict) -> None:
    def literal(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    connection.execute(f"comment on table {label} is {literal(node['description'])}")
    for name, column in node["columns"].items():
        text = literal(column["description"])
        connection.execute(f'comment on column {label}."{name}" is {text}')

"""The dbt sources say what the contract says, table by table and column by column."""

from __future__ import annotations

import pytest
import yaml

from orchestration.contract import LANDED_COLUMNS, PROJECT_DIR, Column, Table, load_contract

CONTRACT = load_contract()


def source_tables() -> dict[str, dict]:
    tables = {}
    for path in sorted((PROJECT_DIR / "models" / "staging").glob("*/*__sources.yml")):
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]:
            if source["name"] != "build":
                assert source["schema"] == f"raw_{source['name']}"
                tables |= {f"{source['name']}.{table['name']}": table for table in source["tables"]}
    return tables


SOURCES = source_tables()


def expected_meta(column: Column) -> dict:
    meta = {"type": column.type}
    if column.required:
        meta["required"] = True
    if column.pii:
        meta["pii"] = True
    if column.accepted:
        meta["accepted"] = list(column.accepted)
    for name in ("references", "minimum", "above", "maximum"):
        if getattr(column, name) is not None:
            meta[name] = getattr(column, name)
    return meta


def test_sources_and_contract_have_the_same_tables() -> None:
    assert list(SOURCES) and set(SOURCES) == set(CONTRACT)
    assert len(CONTRACT) == 63


@pytest.mark.parametrize("table", CONTRACT.values(), ids=lambda table: table.full_name)
def test_source_matches_the_contract(table: Table) -> None:
    source = SOURCES[table.full_name]
    meta = source["config"]["meta"]
    assert source["description"] == table.description
    assert meta["key"] == list(table.key)
    assert meta["need"] == table.need
    assert [tuple(pair) for pair in meta.get("not_after", [])] == list(table.not_after)
    assert meta.get("checks", []) == list(table.checks)
    delivered = {column["name"]: column for column in source["columns"]}
    assert list(delivered) == [*table.column_names, *LANDED_COLUMNS]
    for column in table.columns:
        assert delivered[column.name]["description"] == column.description
        assert delivered[column.name]["config"]["meta"] == expected_meta(column)
        assert delivered[column.name]["data_type"] == "string"


@pytest.mark.parametrize("table", CONTRACT.values(), ids=lambda table: table.full_name)
def test_gate_and_staging_exist_for_the_table(table: Table) -> None:
    gate = PROJECT_DIR / "models" / "gate" / f"base_{table.system}__{table.name}.sql"
    assert f"'{table.system}', '{table.name}'" in gate.read_text(encoding="utf-8")
    name = f"stg_{table.system}__{table.name}"
    sql = (PROJECT_DIR / "models" / "staging" / table.system / f"{name}.sql").read_text("utf-8")
    for column in table.columns:
        assert column.name in sql, column.name

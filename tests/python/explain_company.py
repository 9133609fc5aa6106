"""A published warehouse for the rows behind figures, and sums of rows made without the command."""

from __future__ import annotations

import csv
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
from harness import PROJECT_DIR, build_raw

from orchestration.explain.registry import parts_of
from orchestration.explain.request import Question
from orchestration.explain.rows import read_rows

SCHEMAS = ("audit", "core", "marts")
NPS = ("nps_relationship", "nps_transaction")
CAC = "referral_cac_ratio"
RESERVE = "warranty_reserve_closing_amount"
# Metrics that are no sums of components.
SPECIAL = (*NPS, CAC, RESERVE)


def seed(name: str) -> list[dict[str, str]]:
    with (PROJECT_DIR / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


METRICS = {row["metric"]: row for row in seed("metric_definitions")}
COMPONENTS = seed("metric_components")


def publish_company(raw: Path, folder: Path) -> Path:
    """A warehouse whose published file holds what readers see, and nothing else of the build."""
    chosen = ["+metric_catalogue", "+build_info", "+row_balance", "+mart_readiness"]
    build_raw(with_every_kind_of_figure(raw, folder / "raw"), folder, select=chosen).close()
    root = folder / "warehouse"
    root.mkdir()
    with duckdb.connect(str(root / "aftersales.duckdb")) as connection:
        build_file = next((folder / "build").glob("*.duckdb"))
        connection.execute(f"attach '{build_file}' as build (read_only)")
        names = connection.execute(
            "select schema_name, table_name from duckdb_tables()"
            " where database_name = 'build' and schema_name in $schemas",
            {"schemas": list(SCHEMAS)},
        ).fetchall()
        for schema in SCHEMAS:
            connection.execute(f"create schema {schema}")
        for schema, name in names:
            connection.execute(f"create table {schema}.{name} as from build.{schema}.{name}")
        connection.execute("detach build")
    return root


def with_every_kind_of_figure(raw: Path, target: Path) -> Path:
    """The raw folder with what 400 units lack: some goodwill and extended claims, and alarms.

    All claims fail in one way, and three units make a cluster.
    """
    shutil.copytree(raw, target)
    for path in sorted((target / "warranty" / "claims").glob("*.parquet")):
        turned = path.with_suffix(".turned")
        duckdb.execute(
            f"""
            copy (
                select * replace (
                    case substr(claim_id, -1)
                        when '3' then 'goodwill' when '5' then 'extended' else claim_type
                    end as claim_type,
                    'WEAR' as failure_mode
                )
                from '{path}'
            ) to '{turned}' (format parquet)
            """
        )
        turned.replace(path)
    override = target / "planning" / "assumptions" / "cluster_units.csv"
    override.write_text(
        "assumption,valid_from,value,unit,source,updated_at\n"
        "cluster_units,2020-01-01,3,units,test,2020-01-01 00:00:00\n",
        encoding="utf-8",
    )
    return target


def figures(connection: duckdb.DuckDBPyConnection, metric: str) -> list[tuple]:
    """A sample of the dashboard: months of the company, quarters of lines, years of regions."""
    return connection.execute(
        """
        with ranked as (
            select
                *,
                row_number() over (partition by scope_type, scope, period order by period_start)
                    as place,
                count(*) over (partition by scope_type, scope, period) as places,
                dense_rank() over (partition by scope_type order by scope) as scope_place,
                row_number() over (
                    partition by scope_type, scope, period
                    order by coalesce(numerator, 0) = 0, period_start
                ) as telling_place
            from marts.aftersales_value_dashboard
            where metric = $metric
        )
        select scope_type, scope, period, period_start, numerator, denominator, value
        from ranked
        where
            (scope_type = 'company' and period = 'month' and (place % 9 = 5 or place = places))
            or (scope_type = 'company' and period <> 'month' and (place = 2 or telling_place = 1))
            or (scope_type = 'product_line' and period = 'quarter' and place % 4 = scope_place % 4)
            or (scope_type = 'region' and period = 'year' and place % 4 = scope_place % 4)
        order by scope_type, scope, period, period_start
        """,
        {"metric": metric},
    ).fetchall()


def where(scope_type: str, scope: str) -> tuple[str, ...]:
    return () if scope_type == "company" else (f"{scope_type}={scope}",)


def sides_of_rows(connection: duckdb.DuckDBPyConnection, metric: str, question: Question) -> dict:
    """Numerator and denominator added up here, row by row, from what a reader is given."""
    catalogue = connection.execute(
        "select numerator_parts, denominator_parts from marts.metric_catalogue where metric = ?",
        [metric],
    ).fetchone()
    sums: dict[tuple[str, str], Decimal] = {}
    count = 0
    for part in parts_of(metric, *catalogue):
        rows = list(read_rows(connection, part, question))
        count += len(rows)
        place = (part.side, part.role)
        sums[place] = sums.get(place, Decimal(0)) + sum((r.contribution for r in rows), Decimal(0))
    return {"rows": count, **sums}


def as_shown(value: float | None) -> Decimal | None:
    """The ten decimals that a double of the dashboard stands for."""
    return None if value is None else Decimal(repr(value)).quantize(Decimal("1e-10"))


def quotient_of(found: dict, side: str) -> Decimal | None:
    if not found["rows"]:
        return Decimal(0)
    divisor = found[side, "divisor"]
    return as_shown(float(found[side, "dividend"]) / float(divisor)) if divisor else None


def value_of(multiplier: int, numerator: float | None, denominator: float | None) -> float | None:
    if denominator is None:
        return numerator
    return multiplier * numerator / denominator if denominator and numerator is not None else None


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# What the command cannot answer, and a word of what it then says.
UNANSWERABLE = [
    (("warranty_cost_rato", "--period", "2025"), "warranty_cost_ratio_net"),
    (("成功推荐次数", "--period", "2025", "--where", "regin=x"), "region"),
    (("推荐获客", "--period", "2025"), "referral_cac_ratio"),
    (("recall_amount", "--period", "2025", "--where", "prodct_line=x"), "product_line"),
    (("recall_amount", "--period", "2025", "--where", "product_line=city_cra"), "city_car"),
    (("recall_amount", "--period", "2025", "--where", "region=x' or '1'='1"), "there are: R-"),
    (("recall_amount", "--period", "2025", "--where", "region"), "has no value"),
    (("recall_amount", "--period", "2031"), "last 2026"),
    (("recall_amount", "--period", "0000"), "last 2026"),
    (("recall_amount", "--period", "2031Q1"), "last 2026Q3"),
    (("recall_amount", "--period", "2025-13"), "2026-09"),
    (("recall_amount", "--period", "May"), "2026Q1 (quarter)"),
    (("recall_amount", "--period", "2025", "--page", "900"), "last page"),
    (("recall_amount", "--period", "2025", "--where", "region=R-EAST",
      "--where", "product_line=tractor"), "not by both"),
    (("referral_cac_ratio", "--period", "2025", "--where", "region=R-EAST"),
     "not told by region"),
    (("referrals_made", "--period", "2025", "--where", "product_line=tractor"),
     "not told by product_line"),
]  # fmt: skip

"""MetricFlow answers as the marts do: every figure of the semantic layer beside its mart.

`mf query` runs in one process of its own over the published file of a small company. Left to
other tests: whether the marts themselves are right.
"""

from __future__ import annotations

import csv
import json
import math
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from harness import PROJECT_DIR, build_raw

from orchestration.dbt_run import SEMANTIC_MANIFEST_FILE, prepare_manifest

HEADLINE_MARTS = (
    "warranty_cost_ratio", "top_failure_parts", "lifecycle_cost", "nps", "referral_value_summary",
    "aftersales_value_dashboard",
)  # fmt: skip

# many queries, one start: the command line of `mf` is called once per list of arguments
DRIVER = """
import json, sys
from orchestration.semantic import prepare, run
from orchestration.warehouse import Warehouse
prepare(Warehouse.at(sys.argv[1]))
for arguments in json.load(sys.stdin):
    run(arguments)
"""

WARRANTY = {
    "units_delivered": "units_delivered",
    "revenue_amount": "revenue_amount",
    "warranty_claims_count": "claims_count",
    "warranty_cost_gross_amount": "warranty_cost_gross_amount",
    "supplier_recovery_amount": "supplier_recovery_amount",
    "warranty_cost_net_amount": "warranty_cost_net_amount",
    "goodwill_amount": "goodwill_amount",
    "recall_amount": "recall_amount",
    "extended_amount": "extended_amount",
    "warranty_cost_ratio_gross": "warranty_cost_ratio_gross",
    "warranty_cost_ratio_net": "warranty_cost_ratio_net",
}
TRAILING = {
    "trailing_12m_net_amount": "trailing_12m_ratio_net_numerator",
    "trailing_12m_revenue_amount": "trailing_12m_ratio_net_denominator",
    "trailing_12m_ratio_net": "trailing_12m_ratio_net",
}
PARTS = {
    "part_failure_events": "failure_events",
    "part_unit_months": "unit_months",
    "part_job_cost_amount": "job_cost_amount",
    "part_replacement_cost_amount": "replacement_cost_amount",
    "part_failures_per_1000_unit_months": "failures_per_1000_unit_months",
}
LIFECYCLE = {
    "unit_years_at_risk": "sum(unit_years_at_risk)",
    "lifecycle_warranty_amount": "sum(warranty_amount)",
    "lifecycle_field_service_amount": "sum(field_service_amount)",
    "lifecycle_parts_amount": "sum(parts_amount)",
    "lifecycle_allocated_amount": "sum(allocated_amount)",
    "lifecycle_total_amount": "sum(total_amount)",
    "cohort_units_sold": "sum(units_sold) filter (year_in_service = 1)",
}
REFERRALS = {
    "referrals_made": "referrals",
    "referrals_won": "won",
    "referrals_not_void": "conversion_rate_denominator",
    "referral_conversion_rate": "conversion_rate",
    "referred_revenue_amount": "revenue_amount",
    "referred_profit_amount": "profit_amount",
    "referral_cost_amount": "referral_cost_amount",
    "referred_new_customers": "referred_new_customers",
    "referral_cac": "referral_cac",
    "marketing_amount": "marketing_amount",
    "other_new_customers": "other_new_customers",
    "paid_cac": "paid_cac",
    "referral_cac_ratio": "cac_ratio",
}
CATEGORIES = {
    "referrals_by_category": "referrals",
    "referrals_won_by_category": "won",
    "referral_conversion_rate_by_category": "conversion_rate",
}
# metrics that the dashboard itself tells by month, and by quarter
BY_MONTH = (
    "warranty_cost_gross_amount", "warranty_cost_net_amount", "warranty_cost_ratio_gross",
    "warranty_cost_ratio_net", "supplier_recovery_amount", "goodwill_amount", "recall_amount",
    "extended_amount", "after_sales_cost_amount", "after_sales_cost_per_unit_year",
    "service_external_revenue_amount", "service_external_margin_amount", "cost_to_revenue_ratio",
    "internal_warranty_amount", "failure_events", "failures_per_1000_unit_months",
    "service_case_cost_amount", "service_case_benefit_cost_ratio", "repair_jobs_closed",
)  # fmt: skip
BY_QUARTER = (
    "nps_relationship", "nps_transaction", "referrals_made", "referrals_won",
    "referral_conversion_rate", "referred_revenue_amount", "referred_profit_amount",
    "referral_cac_ratio",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """What `mf query` is asked, and the SQL on the mart that must say the same.

    Keys come first in both, in the same order. With `skips_empty` the dashboard may have periods
    of 0 or null before the first row of the mart that MetricFlow reads.
    """

    group_by: str
    metrics: tuple[str, ...]
    sql: str
    skips_empty: bool = False


def columns(mart: dict[str, str]) -> str:
    return ", ".join(mart.values())


def dashboard_sql(metric: str, period: str) -> str:
    return (
        "select period_start, value from marts.aftersales_value_dashboard"
        f" where metric = '{metric}' and period = '{period}' and scope_type = 'company'"
    )


CASES = {
    "warranty by month and line": Case(
        "metric_time__month,product_line",
        (*WARRANTY, *TRAILING),
        f"select month_start, product_line, {columns(WARRANTY | TRAILING)}"
        " from marts.warranty_cost_ratio",
    ),
    "warranty by year": Case(
        "metric_time__year",
        tuple(WARRANTY),
        f"select year_start, {columns(WARRANTY)} from marts.warranty_cost_ratio_yearly"
        " where product_line = 'all'",
    ),
    "twelve months by year and line are those of its last month": Case(
        "metric_time__year,product_line",
        ("trailing_12m_ratio_net",),
        "select date_trunc('year', month_start), product_line,"
        " arg_max(struct_pack(r := trailing_12m_ratio_net), month_start).r"
        " from marts.warranty_cost_ratio group by all",
    ),
    "parts": Case(
        "product_line,failure_part_row__failure_window,part",
        tuple(PARTS),
        f'select product_line, "window", part_no, {columns(PARTS)} from marts.top_failure_parts',
    ),
    "parts at once have no rate and no sum": Case(
        "product_line,failure_part_row__failure_window",
        ("part_failures_per_1000_unit_months", "part_failure_events"),
        'select product_line, "window", case when count(*) = 1 then'
        " max(failures_per_1000_unit_months) end, max(failure_events)"
        " from marts.top_failure_parts group by all",
    ),
    "lifecycle by sale year, line and year in service": Case(
        "metric_time__year,product_line,cohort_year__year_in_service",
        (*LIFECYCLE, "lifecycle_cost_per_unit_year"),
        f"select make_date(sale_year, 1, 1), product_line, year_in_service, {columns(LIFECYCLE)},"
        " max(cost_per_unit_year) from marts.lifecycle_cost group by all",
    ),
    "lifecycle by line": Case(
        "product_line",
        (*LIFECYCLE, "lifecycle_cost_per_unit_year"),
        f"select product_line, {columns(LIFECYCLE)},"
        " cast(sum(total_amount) as double) / nullif(sum(unit_years_at_risk), 0)"
        " from marts.lifecycle_cost group by all",
    ),
    "nps by line": Case(
        "metric_time__quarter,product_line,nps_row__survey_type",
        ("nps_by_line", "nps_line_net_promoters", "nps_line_responses"),
        "select quarter_start, product_line, survey_type, nps, promoters - detractors, responses"
        " from marts.nps where product_line <> 'all'",
    ),
    "nps of lines at once is not told": Case(
        "metric_time__quarter",
        ("nps_by_line",),
        "select quarter_start, case when count(*) = 1 then max(nps) end"
        " from marts.nps where product_line <> 'all' group by all",
    ),
    **{
        f"{kind} by quarter": Case(
            "metric_time__quarter",
            (kind, f"{kind}_net_promoters", f"{kind}_responses"),
            "select quarter_start, nps, promoters - detractors, responses from marts.nps"
            f" where product_line = 'all' and survey_type = '{kind}'",
        )
        for kind in ("nps_relationship", "nps_transaction")
    },
    "nps of a year is that of its last quarter": Case(
        "metric_time__year",
        ("nps_relationship",),
        "select date_trunc('year', quarter_start), arg_max(nps, quarter_start) from marts.nps"
        " where product_line = 'all' and survey_type = 'nps_relationship' group by all",
    ),
    "referrals by quarter": Case(
        "metric_time__quarter",
        tuple(REFERRALS),
        f"select quarter_start, {columns(REFERRALS)} from marts.referral_value_summary"
        " where referrer_nps_category = 'all'",
    ),
    "referrals by category": Case(
        "metric_time__quarter,referral_row__referrer_nps_category",
        tuple(CATEGORIES),
        f"select quarter_start, referrer_nps_category, {columns(CATEGORIES)}"
        " from marts.referral_value_summary where referrer_nps_category <> 'all'",
    ),
    "acquisition over all quarters": Case(
        "",
        ("referral_cac", "paid_cac", "referral_cac_ratio"),
        "with sums as (select sum(referral_cost_amount) / sum(referred_new_customers) as referral,"
        " sum(marketing_amount) / sum(other_new_customers) as paid from"
        " marts.referral_value_summary where referrer_nps_category = 'all')"
        " select referral, paid, referral / paid from sums",
    ),
    "dashboard, row by row": Case(
        "metric_time__month,dashboard_row__metric,dashboard_row__period,dashboard_row__scope_type,"
        "dashboard_row__scope",
        ("dashboard_value",),
        "select period_start, metric, period, scope_type, scope, value"
        " from marts.aftersales_value_dashboard",
    ),
    "dashboard rows at once are not told": Case(
        "dashboard_row__metric",
        ("dashboard_value",),
        "select distinct metric, null from marts.aftersales_value_dashboard",
    ),
}
# one query each, so that no metric borrows the months of another
CASES |= {
    f"{name} by month": Case(
        "metric_time__month", (name,), dashboard_sql(name, "month"), skips_empty=name in WARRANTY
    )
    for name in BY_MONTH
}
CASES |= {
    f"{name} by quarter as on the dashboard": Case(
        "metric_time__quarter", (name,), dashboard_sql(name, "quarter"), skips_empty=True
    )
    for name in BY_QUARTER
}


@pytest.fixture(scope="module")
def warehouse(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("semantic")
    wanted = [f"+{mart}" for mart in (*HEADLINE_MARTS, "warranty_cost_ratio_yearly")]
    build_raw(company / "raw", folder, select=[*wanted, "+dim_dates"]).close()
    built = next((folder / "build").glob("*.duckdb"))
    shutil.copyfile(built, folder / "aftersales.duckdb")
    return folder


@pytest.fixture(scope="module")
def answers(warehouse: Path) -> dict[str, list[list[str]]]:
    """Rows that `mf query` wrote, by case."""
    files = {name: warehouse / f"answer_{number}.csv" for number, name in enumerate(CASES)}
    commands = []
    for name, case in CASES.items():
        grouped = ["--group-by", case.group_by] if case.group_by else []
        asked = ["query", "--metrics", ",".join(case.metrics), *grouped]
        commands.append([*asked, "--quiet", "--csv", str(files[name])])
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(warehouse)],
        input=json.dumps(commands), text=True, capture_output=True, cwd=PROJECT_DIR, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    found = {}
    for name, file in files.items():
        with file.open(encoding="utf-8", newline="") as lines:
            columns = [*filter(None, CASES[name].group_by.split(",")), *CASES[name].metrics]
            found[name] = [[row[column] for column in columns] for row in csv.DictReader(lines)]
    return found


def key_of(values: list[object]) -> tuple[str, ...]:
    """Keys as both sides write them: a midnight is a day."""
    return tuple(
        value.isoformat()[:10] if isinstance(value, date | datetime) else str(value)[:10]
        if str(value)[10:] in (" 00:00:00", "T00:00:00") else str(value)
        for value in values
    )  # fmt: skip


def number_of(value: object) -> float | None:
    if value is None or value == "":
        return None
    return float(value) if isinstance(value, str | Decimal) else value


def same(left: float | None, right: float | None) -> bool:
    if left is None or right is None:
        return left is right
    return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize("name", list(CASES))
def test_metricflow_says_what_the_mart_says(
    name: str, warehouse: Path, answers: dict[str, list[list[str]]]
) -> None:
    case = CASES[name]
    keys = len(case.group_by.split(",")) if case.group_by else 0
    with duckdb.connect(str(warehouse / "aftersales.duckdb"), read_only=True) as connection:
        rows = [list(row) for row in connection.execute(case.sql).fetchall()]
    mart = {key_of(row[:keys]): [number_of(value) for value in row[keys:]] for row in rows}
    asked = {
        key_of(row[:keys]): [number_of(value) for value in row[keys:]] for row in answers[name]
    }
    if case.skips_empty:
        mart = {key: figures for key, figures in mart.items() if key in asked or any(figures)}
    assert mart and len(mart) >= len(asked)
    assert asked.keys() == mart.keys()
    wrong = [
        f"{key} {metric}: {figure} in MetricFlow, {expected} in the mart"
        for key, figures in asked.items()
        for metric, figure, expected in zip(case.metrics, figures, mart[key], strict=True)
        if not same(figure, expected)
    ]
    assert not wrong


@pytest.fixture(scope="module")
def semantic_manifest() -> dict:
    prepare_manifest()
    return json.loads(SEMANTIC_MANIFEST_FILE.read_text(encoding="utf-8"))


def test_every_headline_mart_has_a_semantic_model(semantic_manifest: dict) -> None:
    read = {model["node_relation"]["alias"] for model in semantic_manifest["semantic_models"]}
    assert read == set(HEADLINE_MARTS)


def test_no_ratio_is_averaged_or_added(semantic_manifest: dict) -> None:
    """Ratios come of metrics; a measure adds amounts and counts, or tells the highest row."""
    measures = [m for model in semantic_manifest["semantic_models"] for m in model["measures"]]
    assert {measure["agg"] for measure in measures} == {"sum", "max"}
    summed = " ".join(str(m["expr"] or m["name"]) for m in measures if m["agg"] == "sum")
    with_ratio = ("rate", "cost_per_unit", "nps,", "_cac", "benchmark", '"value"')
    assert not [word for word in with_ratio if f"{word} " in f"{summed} "]


def test_everything_is_described_and_bears_the_name_of_the_catalogue(
    semantic_manifest: dict,
) -> None:
    things = [
        thing
        for model in semantic_manifest["semantic_models"]
        for thing in [model, *model["measures"], *model["dimensions"]]
    ]
    assert not [t["name"] for t in [*things, *semantic_manifest["metrics"]] if not t["description"]]
    with (PROJECT_DIR / "seeds" / "metric_definitions.csv").open(encoding="utf-8") as lines:
        names = {row["metric"]: row["name_en"] for row in csv.DictReader(lines)}
    labels = {m["name"]: m["label"] for m in semantic_manifest["metrics"] if m["name"] in names}
    assert labels == {name: names[name] for name in labels}
    # the one left out has quarters that nobody knows, which a sum would pass over
    assert names.keys() - labels.keys() == {"referred_assumed_value_amount"}

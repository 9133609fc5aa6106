"""What `mf query` is asked, and the SQL on the marts that must say the same."""

from __future__ import annotations

from dataclasses import dataclass

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

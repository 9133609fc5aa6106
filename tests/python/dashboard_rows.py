"""Rows for the dashboard's sections on issues, as SQL values by column; other columns are null."""

from __future__ import annotations


def _alarm(mode: str, rule: str, day: str, product: str, line: str, **more: str) -> dict[str, str]:
    return {
        "alarm_id": f"'{product}/{mode}/{rule}/{day}'",
        "product_id": f"'{product}'",
        "product_line": f"'{line}'",
        "failure_mode": f"'{mode}'",
        "rule": f"'{rule}'",
        "first_alarm_on": f"date '{day}'",
        "distinct_units": "6",
        **more,
    }


def _shared(attribute: str, value: str, rank: int) -> dict[str, str]:
    return {
        "alarm_id": "'P1/BAT_RANGE/statistical/2026-08-01'",
        "attribute": f"'{attribute}'",
        "attribute_value": f"'{value}'",
        "cases_with": "5",
        "cases": "6",
        "population_share": "0.031",
        "lift": "26.9",
        "rank_among_shared": f"{rank}",
    }


def _agenda(month: str, rank: int, title: str, change: str = "-1234.50") -> dict[str, str]:
    return {
        "month_start": f"date '{month}'",
        "rank": f"{rank}",
        "title": f"'{title}'",
        "failure_mode": "'BAT_RANGE'",
        "age_days": "301",
        "failure_events": "12",
        "avoidable_amount": "345678.90",
        "change_amount": change,
        "trend": "null" if change == "null" else "'falling'",
        "is_emerging": "true",
        "is_recurring": "true",
        "times_on_agenda": "3",
        "evidence_grade": "'assumed'",
    }


def _reserve(line: str, month: str) -> dict[str, str]:
    return {
        "product_line": f"'{line}'",
        "month_start": f"date '{month}'",
        "opening_amount": "3692000",
        "accrual_amount": "3735000",
        "preexisting_amount": "0",
        "settlement_amount": "-3857000",
        "fx_other_amount": "0",
        "closing_amount": "3570000",
        "claims_paid_amount": "3900000",
        "difference_amount": "43000",
    }


def _hidden(line: str, obsolete: str) -> dict[str, str]:
    return {
        "product_line": f"'{line}'",
        "quarter_start": "date '2026-07-01'",
        "quality_failure_amount": "1200000",
        "service_delivery_amount": "2600000",
        "obsolete_parts_amount": obsolete,
        "churn_credit_amount": "500000",
        "churn_credit_grade": "'assumed'",
    }


def _age(month: int) -> dict[str, str]:
    return {
        "model": "(select min(model) from core.dim_products where product_line = 'van')",
        "failure_mode": "'all'",
        "months_in_service": f"{month}",
        "cohort_units": "1000",
        "cohort_events": f"{month + 5}",
        "r1000": f"{month + 5}",
        "lower_95": f"{month + 2}",
        "upper_95": f"{month + 9}",
        "survival": "0.97",
        "has_low_n": "false",
        "evidence_grade": "'measured'",
    }


ROWS: dict[str, list[dict[str, str]]] = {
    "emerging_issues": [
        _alarm("BAT_RANGE", "statistical", "2026-08-01", "P1", "van", expected_events="0.8"),
        _alarm("BRK_NOISE", "cluster", "2026-09-20", "P2", "city_car"),
        _alarm("SUS_WEAR", "cluster", "2026-09-02", "P2", "city_car"),
        _alarm("OLD", "cluster", "2025-09-30", "P1", "van"),
    ],
    "issue_commonality": [
        _shared("software_version", "V10.2", 2),
        _shared("component_lot", "L7", 1),
        _shared("temperature_band", "below -10", 3),
    ],
    "review_agenda": [
        _agenda("2026-08-01", 1, "Older"),
        _agenda("2026-09-01", 2, "Brake noise", "null"),
        _agenda("2026-09-01", 1, "Range in the cold"),
    ],
    "warranty_reserve": [
        _reserve(line, month) for line in ("all", "van") for month in ("2026-08-01", "2026-09-01")
    ],
    "warranty_forecast": [
        {
            "product_line": "'van'",
            "sale_quarter": "date '2025-07-01'",
            "cost_to_date_amount": "100000",
            "ibnr_amount": "300000",
            "mack_standard_error": "24000",
            "ibnr_total_amount": "700000",
            "total_standard_error": "50000",
            "ultimate_amount": "400000",
            "lower_95": "360000",
            "upper_95": "450000",
            "vintage_ratio": "0.04",
            "provision_amount": "300000",
            "evidence_grade": "'modelled'",
        }
    ],
    "failure_rate_by_age": [_age(month) for month in range(12)],
    "life_distributions": [
        {
            "model": "(select min(model) from core.dim_products where product_line = 'van')",
            "part_no": "'SUS-1001'",
            "part_name": "'suspension arm'",
            "convention": f"'{convention}'",
            "fit_status": "'fitted'",
            "failures": "175",
            "suspensions": "1527",
            "weibull_shape": "2.52",
            "weibull_scale": "59.4",
            "b10": b10,
            "mttf": "52.7",
        }
        for convention, b10 in (("exact", "24.388908"), ("interval", "23.1"))
    ],
    "recall_exposure": [
        {
            "issue_id": f"'QI-{number}'",
            "title": title,
            "product_line": "'van'",
            "submitted_on": "date '2025-12-15'",
            "units_in_field": "8000",
            "units_undelivered": "2000",
            "recall_cost_low_amount": "60000000",
            "recall_cost_amount": "120000000",
            "recall_cost_high_amount": "180000000",
            "containment_amount": "400000",
            "has_containment": contained,
            "has_recall": recalled,
            "net_avoided_amount": "59600000",
            "claimed_avoided_amount": "200000000",
            "evidence_grade": "'assumed'",
        }
        for number, (title, contained, recalled) in enumerate(
            (
                ("'Range in the cold'", "true", "false"),
                ("'Recalled'", "true", "true"),
                ("'Nothing done'", "false", "false"),
            ),
            start=1,
        )
    ],
    "quality_loop_quarterly": [
        {
            "product_line": f"'{line}'",
            "quarter_start": "date '2026-07-01'",
            "issues_submitted": "4",
            "effective_feedback": "3",
            "effective_feedback_share": "0.75",
            "has_low_n": "true",
            "loops_closed": "1",
            "median_cycle_days": "165",
            "complete_report_share": "0.61",
        }
        for line in ("all", "van")
    ],
    "complaint_topics": [
        {
            "product_line": "'van'",
            "quarter_start": "date '2026-07-01'",
            "topic": f"'{topic}'",
            "customers_complaining": "10",
            "customers_with_topic": f"{customers}",
            "topic_share": f"{customers / 10}",
            "is_alert": f"{customers >= 8}",
        }
        for topic, customers in (("display glare", 8), ("noise", 7))
    ],
    "maintainability": [
        {
            "model": "(select min(model) from core.dim_products where product_line = 'van')",
            "labor_operation": f"'{operation}'",
            "jobs": "66",
            "median_hours": f"{hours}",
            "yearly_amount": "18002.41",
            "needs_redesign": f"{hours >= 3}",
        }
        for operation, hours in (("OP-BAT", 3.0), ("OP-CMP", 2.99))
    ],
    "hidden_costs": [_hidden("all", "80000"), _hidden("van", "null")],
}

-- Fails when a cohort has more unit-years at risk than units, or exposure in a year not begun.
-- Does not test the days themselves: `fct_unit_months` counts them on its own way.
-- Mended by whoever owns models/marts/lifecycle.
select
    product_line,
    sale_year,
    year_in_service,
    units_sold,
    unit_years_at_risk
from {{ ref('lifecycle_cost') }}
where unit_years_at_risk < 0 or unit_years_at_risk > units_sold + 0.000001

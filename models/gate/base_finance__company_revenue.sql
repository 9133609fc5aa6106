{{ gate(
    'finance', 'company_revenue',
    posted_on='last_day(revenue_month)',
    rates=ref('gate_rate_starts')
) }}

{{ gate(
    'crm', 'sales',
    posted_on='coalesce(case when delivered_on <= as_of_date then delivered_on end, ordered_on)',
    rates=ref('gate_rate_starts')
) }}

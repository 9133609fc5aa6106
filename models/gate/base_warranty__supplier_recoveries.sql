{{ gate(
    'warranty', 'supplier_recoveries',
    posted_on='coalesce(case when received_on <= as_of_date then received_on end, requested_on)',
    rates=ref('gate_rate_starts')
) }}

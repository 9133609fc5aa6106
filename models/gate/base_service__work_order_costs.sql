{{ gate(
    'service', 'work_order_costs',
    posted_on='coalesce(incurred_on, looked_up.job_on, cast(placed.updated_at as date))',
    rates=ref('gate_rate_starts'),
    lookup={
        'relation': ref('gate_job_days'),
        'on': 'placed.work_order_id = looked_up.work_order_id'
    }
) }}

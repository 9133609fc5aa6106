{{ gate(
    'service', 'work_orders',
    posted_on=local_date(
        'coalesce(closed_at, opened_at)',
        'coalesce(looked_up.timezone, default_timezone)'
    ),
    rates=ref('gate_rate_starts'),
    lookup={
        'relation': ref('gate_center_timezones'),
        'on': 'placed.service_center_id = looked_up.service_center_id'
    }
) }}

{{ gate(
    'service', 'visits',
    posted_on=local_date(
        'coalesce(arrived_at, requested_at, placed.updated_at)',
        'coalesce(looked_up.timezone, default_timezone)'
    ),
    rates=ref('gate_rate_starts'),
    lookup={
        'relation': ref('gate_region_timezones'),
        'on': 'placed.region_id = looked_up.region_id'
    }
) }}

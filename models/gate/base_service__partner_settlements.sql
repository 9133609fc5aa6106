{{ gate(
    'service', 'partner_settlements',
    posted_on='settled_on',
    rates=ref('gate_rate_starts')
) }}

{{ gate('quality', 'campaigns', posted_on='started_on', rates=ref('gate_rate_starts')) }}

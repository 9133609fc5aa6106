{{ gate('finance', 'service_costs', posted_on='posted_on', rates=ref('gate_rate_starts')) }}

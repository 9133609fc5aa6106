{{ gate('finance', 'service_revenue', posted_on='recognized_on', rates=ref('gate_rate_starts')) }}

{{ gate('crm', 'marketing_spend', posted_on='spent_on', rates=ref('gate_rate_starts')) }}

{{ gate('crm', 'service_contracts', posted_on='starts_on', rates=ref('gate_rate_starts')) }}

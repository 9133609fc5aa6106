{{ gate('crm', 'contract_changes', posted_on='changed_on', rates=ref('gate_rate_starts')) }}

{{ gate('crm', 'sale_adjustments', posted_on='adjusted_on', rates=ref('gate_rate_starts')) }}

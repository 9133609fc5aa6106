{{ gate('warranty', 'reserve_movements', posted_on='posted_on', rates=ref('gate_rate_starts')) }}

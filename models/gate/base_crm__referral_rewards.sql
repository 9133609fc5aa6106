{{ gate('crm', 'referral_rewards', posted_on='paid_on', rates=ref('gate_rate_starts')) }}

{{ gate('quality', 'issues', posted_on='submitted_on', rates=ref('gate_rate_starts')) }}

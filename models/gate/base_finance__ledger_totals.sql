{{ gate(
    'finance', 'ledger_totals',
    posted_on='last_day(ledger_month)',
    rates=ref('gate_rate_starts')
) }}

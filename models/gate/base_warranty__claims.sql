{{ gate(
    'warranty', 'claims',
    posted_on='coalesce('
        ~ 'case when posted_on <= as_of_date then posted_on end, '
        ~ 'case when decided_on <= as_of_date then decided_on end, '
        ~ 'submitted_on)',
    rates=ref('gate_rate_starts')
) }}

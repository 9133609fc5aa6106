{{ gate(
    'warranty', 'claim_lines',
    parents=[
        {
            'table': 'warranty.claims',
            'relation': ref('base_warranty__claims'),
            'keys': ['claim_id', 'claim_version'],
            'orphans': true
        }
    ]
) }}

{{ gate(
    'service', 'visit_engineers',
    parents=[
        {
            'table': 'service.visits',
            'relation': ref('base_service__visits'),
            'keys': ['visit_id']
        }
    ]
) }}

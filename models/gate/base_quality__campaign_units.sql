{{ gate(
    'quality', 'campaign_units',
    parents=[
        {
            'table': 'quality.campaigns',
            'relation': ref('base_quality__campaigns'),
            'keys': ['campaign_id']
        },
        {
            'table': 'warranty.units',
            'relation': ref('base_warranty__units'),
            'keys': ['unit_id']
        }
    ]
) }}

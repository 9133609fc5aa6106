{{ gate(
    'warranty', 'unit_components',
    parents=[
        {
            'table': 'warranty.units',
            'relation': ref('base_warranty__units'),
            'keys': ['unit_id']
        }
    ]
) }}

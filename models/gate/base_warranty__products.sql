{{ gate('warranty', 'products') }}

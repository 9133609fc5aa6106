{{ gate('warranty', 'units') }}

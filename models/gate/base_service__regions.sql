{{ gate('service', 'regions') }}

{{ gate('service', 'tickets') }}

{{ gate('service', 'service_centers') }}

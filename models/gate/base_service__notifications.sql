{{ gate('service', 'notifications') }}

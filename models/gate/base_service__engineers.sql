{{ gate('service', 'engineers') }}

{{ gate('service', 'partners') }}

{{ gate('finance', 'exchange_rates') }}

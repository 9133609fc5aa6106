{{ gate('planning', 'pilots') }}

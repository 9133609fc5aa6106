{{ gate('planning', 'targets') }}

{{ gate('planning', 'assumptions') }}

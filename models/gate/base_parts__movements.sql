{{ gate('parts', 'movements') }}

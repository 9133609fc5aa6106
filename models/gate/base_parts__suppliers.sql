{{ gate('parts', 'suppliers') }}

{{ gate('parts', 'requests') }}

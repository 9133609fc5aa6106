{{ gate('parts', 'locations') }}

{{ gate('parts', 'parts') }}

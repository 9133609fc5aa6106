{{ gate('parts', 'part_applications') }}

{{ gate('quality', 'process_measurements') }}

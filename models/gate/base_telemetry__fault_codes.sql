{{ gate('telemetry', 'fault_codes') }}

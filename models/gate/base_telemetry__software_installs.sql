{{ gate('telemetry', 'software_installs') }}

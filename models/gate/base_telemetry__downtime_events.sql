{{ gate('telemetry', 'downtime_events') }}

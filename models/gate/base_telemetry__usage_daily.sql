{{ gate('telemetry', 'usage_daily') }}

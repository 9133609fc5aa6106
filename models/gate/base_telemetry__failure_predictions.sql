{{ gate('telemetry', 'failure_predictions') }}

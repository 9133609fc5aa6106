{{ gate('parts', 'inventory_snapshots', posted_on='snapshot_on', rates=ref('gate_rate_starts')) }}

{{ gate('parts', 'failure_benchmarks') }}

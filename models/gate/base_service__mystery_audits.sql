{{ gate('service', 'mystery_audits') }}

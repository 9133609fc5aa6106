{{ gate('service', 'engineer_assignments') }}

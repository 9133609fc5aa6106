{{ gate('crm', 'customers') }}

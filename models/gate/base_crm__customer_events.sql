{{ gate('crm', 'customer_events') }}

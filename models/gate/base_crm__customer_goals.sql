{{ gate('crm', 'customer_goals') }}

{{ gate('crm', 'purchase_decisions') }}

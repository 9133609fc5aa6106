{{ gate('crm', 'product_usage') }}

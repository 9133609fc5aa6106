{{ gate('crm', 'success_interventions') }}

{{ gate('crm', 'survey_responses') }}

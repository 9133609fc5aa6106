{{ gate('crm', 'social_posts') }}

{{ gate('crm', 'referrals') }}

{{ gate('planning', 'programme_actions') }}

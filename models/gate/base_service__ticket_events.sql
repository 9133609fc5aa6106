{{ gate('service', 'ticket_events') }}

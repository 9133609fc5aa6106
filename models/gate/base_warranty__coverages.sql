{{ gate('warranty', 'coverages') }}

{#
    What money a row of a raw table carries, for `reference_warnings`: the SQL of the amount, of its
    currency (none: in the reporting currency already) and of the day that converts it, and a join
    where these stand in another relation. Only tables of which a mart or a ledger takes money.
#}
{% macro carried_amounts() -%}
    {%- set own = {'currency': 'child.currency', 'posted_on': 'child._posted_on', 'join': ''} -%}
    {%- set of_lines -%}
    left join {{ ref('int_claim_amounts_carried') }} as carried
        on child.claim_id = carried.claim_id and child.claim_version = carried.claim_version
    {%- endset -%}
    {%- set of_claim -%}
    left join {{ ref('base_warranty__claims') }} as carried
        on child.claim_id = carried.claim_id and child.claim_version = carried.claim_version
        and carried.row_state = 'accepted'
    {%- endset -%}
    {{ return({
        'crm.sales': dict(own, amount='child.net_amount'),
        'crm.sale_adjustments': dict(own, amount='child.amount'),
        'crm.referral_rewards': dict(own, amount='child.amount'),
        'crm.service_contracts': dict(own, amount='child.annual_amount'),
        'crm.contract_changes': dict(own, amount='child.annual_amount_delta'),
        'warranty.claims': {'amount': 'carried.approved_amount', 'join': of_lines},
        'warranty.claim_lines': {
            'amount': 'child.approved_amount', 'currency': 'carried.currency',
            'posted_on': 'carried._posted_on', 'join': of_claim,
        },
        'warranty.supplier_recoveries': dict(own, amount='child.recovered_amount'),
        'parts.inventory_snapshots': dict(own, amount='child.on_hand_qty * child.unit_cost'),
        'service.partner_settlements': dict(own, amount='child.payout_amount'),
        'service.work_orders': dict(own, amount='child.goodwill_amount'),
        'service.work_order_costs': dict(own, amount='child.amount'),
        'service.visits': dict(
            own, amount='coalesce(child.labor_cost, 0) + coalesce(child.travel_cost, 0)'
        ),
        'finance.service_revenue': dict(own, amount='child.net_amount'),
        'finance.service_costs': dict(own, amount='child.amount'),
    }) }}
{%- endmacro %}

{# One row: how often a column of a raw table names what no accepted row bears, and what it carries. #}
{% macro reference_counts(table, column, reference, relations, amounts) -%}
    {%- set parent_table, parent_key = reference.rsplit('.', 1) -%}
    {%- set money = amounts.get(table) -%}
    select
        '{{ table }}' as full_name,
        '{{ column }}' as column_name,
        '{{ parent_table }}' as referenced_table,
        count(*) as reference_rows,
        count(case when parent.parent_key is null then 1 end) as orphan_rows,
        {% if money and money.currency -%}
        sum(case when parent.parent_key is null
            then {{ to_reporting(money.amount, 'rates.rate') }} end) as orphan_amount
        {%- elif money -%}
        sum(case when parent.parent_key is null then {{ money.amount }} end) as orphan_amount
        {%- else -%}
        cast(null as decimal(28, 2)) as orphan_amount
        {%- endif %}
    from {{ relations[table] }} as child
    left join (
        select distinct {{ parent_key }} as parent_key
        from {{ relations[parent_table] }}
        where row_state = 'accepted'
    ) as parent
        on child.{{ column }} = parent.parent_key
    {%- if money %}
    {{ money.join }}
    {%- if money.currency %}
    left join rates
        on {{ money.currency }} = rates.currency
        and {{ money.posted_on }} >= rates.valid_from and {{ money.posted_on }} < rates.valid_to
    {%- endif %}
    {%- endif %}
    where child.row_state = 'accepted' and child.{{ column }} is not null
{%- endmacro %}

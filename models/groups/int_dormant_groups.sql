with group_models as (
    select
        part_key,
        grouping,
        api_type,
        window_days,
        {{ parsed_json('model', {'dormant_id': 'BIGINT'}) }}.dormant_id as group_id
    from {{ ref('int_group_models') }}
)

select
    grouping,
    api_type,
    part_key,
    group_id,
    window_days,
    {{ group_key('part_key', 'group_id') }} as group_key,
    'Dormant: no use in the last ' || cast(window_days / 7 as bigint) || ' weeks' as group_name
from group_models
where group_id is not null

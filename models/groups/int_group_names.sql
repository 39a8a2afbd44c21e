with group_plain_names as (
    select * from {{ ref('int_group_plain_names') }}
),

group_distinctions as (
    select * from {{ ref('int_group_distinctions') }}
)

select
    group_plain_names.group_key,
    group_plain_names.plain_name
    || coalesce(
        ' (' || regexp_replace(group_distinctions.words, '\b1 (call|day)s', '1 \1') || ')', ''
    ) as group_name
from group_plain_names
left join group_distinctions on group_plain_names.group_key = group_distinctions.group_key

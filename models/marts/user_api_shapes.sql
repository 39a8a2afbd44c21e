with group_members as (
    select * from {{ ref('int_group_members') }}
    where grouping = 'shape'
),

group_names as (
    select * from {{ ref('int_group_names') }}
)

select
    group_members.user_id,
    group_members.used_api_type as api_type,
    group_members.group_key,
    group_members.group_id,
    group_names.group_name,
    group_members.is_far,
    group_members.confidence
from group_members
inner join group_names on group_members.group_key = group_names.group_key
order by group_members.used_api_type, group_members.user_id

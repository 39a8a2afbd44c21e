with group_members as (
    select * from {{ ref('group_members') }}
    where grouping = 'user_api'
),

group_names as (
    select * from {{ ref('group_names') }}
    where grouping = 'user_api'
)

select
    group_members.user_id,
    group_members.api_type,
    group_members.group_id,
    group_names.group_name,
    group_members.confidence,
    group_members.* exclude (grouping, user_id, api_type, group_id, confidence, stability)
from group_members
inner join group_names
    on
        group_members.api_type = group_names.api_type
        and group_members.group_id = group_names.group_id
order by group_members.api_type, group_members.user_id

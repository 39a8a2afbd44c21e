with group_members as (
    select * from {{ ref('int_group_members') }}
    where grouping = 'user_api'
),

group_names as (
    select * from {{ ref('int_group_names') }}
),

named_members as (
    select
        group_members.*,
        group_names.group_name
    from group_members
    inner join group_names on group_members.group_key = group_names.group_key
)

select
    user_id,
    api_type,
    group_key,
    group_id,
    group_name,
    confidence,
    is_far,
    * exclude (
        user_id, api_type, group_key, group_id, group_name, confidence, is_far,
        grouping, stability, is_tier, used_api_type, series_id
    )
from named_members
order by api_type, user_id

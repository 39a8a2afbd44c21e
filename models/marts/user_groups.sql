with group_members as (
    select * from {{ ref('int_group_members') }}
    where grouping = 'user'
),

group_names as (
    select * from {{ ref('int_group_names') }}
),

user_api_mix as (
    select * from {{ ref('int_user_api_mix') }}
)

select
    group_members.user_id,
    group_members.group_key,
    group_members.group_id,
    group_names.group_name,
    group_members.confidence,
    user_api_mix.api_types,
    user_api_mix.api_type_count,
    user_api_mix.main_api_type,
    user_api_mix.main_api_type_call_share,
    user_api_mix.api_types_per_use_day,
    group_members.* exclude (
        grouping, api_type, group_key, group_id, confidence, stability, used_api_type, series_id, user_id
    )
from group_members
inner join group_names on group_members.group_key = group_names.group_key
inner join user_api_mix on group_members.user_id = user_api_mix.user_id
order by group_members.user_id

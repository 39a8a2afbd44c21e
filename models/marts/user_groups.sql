with group_members_named as (
    select * exclude (grouping, api_type, stability, is_tier, used_api_type, series_id)
    from {{ ref('int_group_members_named') }}
    where grouping = 'user'
),

dormant_members as (
    select * exclude (grouping, api_type)
    from {{ ref('int_dormant_members') }}
    where grouping = 'user'
),

group_lifecycles as (
    select * exclude (grouping, api_type)
    from {{ ref('int_group_lifecycles') }}
    where grouping = 'user'
),

user_api_mix as (
    select * from {{ ref('int_user_api_mix') }}
),

all_members as (
    select * from group_members_named
    union all by name
    select * from dormant_members
)

-- The contract puts the columns in order.
select
    all_members.*,
    user_api_mix.api_types,
    user_api_mix.api_type_count,
    user_api_mix.main_api_type,
    user_api_mix.main_api_type_call_share,
    user_api_mix.api_types_per_use_day,
    group_lifecycles.* exclude (group_lifecycles.user_id)
from all_members
inner join group_lifecycles on all_members.user_id = group_lifecycles.user_id
left join user_api_mix on all_members.user_id = user_api_mix.user_id
order by all_members.user_id

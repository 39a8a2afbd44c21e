with group_members_named as (
    select * from {{ ref('int_group_members_named') }}
    where grouping = 'user'
),

user_api_mix as (
    select * from {{ ref('int_user_api_mix') }}
)

-- The contract puts the columns in order.
select
    group_members_named.* exclude (
        group_members_named.grouping,
        group_members_named.api_type,
        group_members_named.used_api_type,
        group_members_named.stability,
        group_members_named.is_tier,
        group_members_named.series_id
    ),
    user_api_mix.api_types,
    user_api_mix.api_type_count,
    user_api_mix.main_api_type,
    user_api_mix.main_api_type_call_share,
    user_api_mix.api_types_per_use_day
from group_members_named
inner join user_api_mix on group_members_named.user_id = user_api_mix.user_id
order by group_members_named.user_id

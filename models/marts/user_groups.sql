with group_members as (
    select * exclude (api_type) from {{ ref('int_group_members_named') }}
    where grouping = 'user'
),

user_api_mix as (
    select * from {{ ref('int_user_api_mix') }}
),

named_members as (
    select
        group_members.*,
        user_api_mix.api_types,
        user_api_mix.api_type_count,
        user_api_mix.main_api_type,
        user_api_mix.main_api_type_call_share,
        user_api_mix.api_types_per_use_day
    from group_members
    inner join user_api_mix on group_members.user_id = user_api_mix.user_id
)

select
    user_id,
    group_key,
    group_id,
    group_name,
    confidence,
    is_far,
    name_fits,
    is_key_account,
    recency_quintile,
    frequency_quintile,
    volume_quintile,
    api_types,
    api_type_count,
    main_api_type,
    main_api_type_call_share,
    api_types_per_use_day,
    * exclude (
        user_id, group_key, group_id, group_name, confidence,
        is_far, name_fits, is_key_account, recency_quintile, frequency_quintile, volume_quintile,
        api_types, api_type_count, main_api_type, main_api_type_call_share, api_types_per_use_day,
        grouping, stability, is_tier, used_api_type, series_id
    )
from named_members
order by user_id

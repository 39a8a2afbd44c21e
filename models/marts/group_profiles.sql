with group_medians as (
    select * from {{ ref('int_group_medians') }}
),

group_names as (
    select * from {{ ref('int_group_names') }}
),

group_accounts as (
    select * from {{ ref('int_group_accounts') }}
),

group_api_mix_texts as (
    select * from {{ ref('int_group_api_mix_texts') }}
),

group_typical_users as (
    select * from {{ ref('int_group_typical_users') }}
),

sizes as (
    select
        grouping,
        api_type,
        cast(sum(user_count) as bigint) as user_count,
        count(*) as group_count
    from group_medians
    group by grouping, api_type
),

dormant_profiles as (
    select
        grouping,
        api_type,
        group_key,
        group_id,
        group_name,
        true as is_dormant,
        false as is_tier,
        1.0 as name_fit,
        count(*) as user_count,
        0 as call_count,
        list(user_id order by total_calls desc, user_id asc)[1] as typical_user_1,
        list(user_id order by total_calls desc, user_id asc)[2] as typical_user_2,
        list(user_id order by total_calls desc, user_id asc)[3] as typical_user_3
    from {{ ref('int_dormant_members') }}
    group by all
),

profiles as (
    select
        group_medians.*,
        false as is_dormant,
        group_names.group_name,
        group_accounts.name_fit,
        group_accounts.top_user_share,
        group_accounts.key_account_count,
        group_accounts.call_share_without_key_accounts,
        case
            when
                group_medians.user_count = 1
                or (sizes.user_count < 20 and sizes.group_count = 1)
                then null
            when group_medians.stability >= 0.85 then 'highly stable'
            when group_medians.stability >= 0.75 then 'stable'
            when group_medians.stability >= 0.6 then 'doubtful borders'
            when group_medians.stability < 0.6 then 'unstable'
        end as stability_grade,
        group_api_mix_texts.call_mix,
        group_api_mix_texts.day_mix,
        group_typical_users.typical_user_1,
        group_typical_users.typical_user_2,
        group_typical_users.typical_user_3
    from group_medians
    inner join sizes
        on
            group_medians.grouping = sizes.grouping
            and group_medians.api_type is not distinct from sizes.api_type
    inner join group_names on group_medians.group_key = group_names.group_key
    left join group_accounts on group_medians.group_key = group_accounts.group_key
    inner join group_api_mix_texts on group_medians.group_key = group_api_mix_texts.group_key
    inner join group_typical_users on group_medians.group_key = group_typical_users.group_key
),

all_profiles as (
    select * from profiles
    union all by name
    select * from dormant_profiles
)

-- The contract puts the columns in order.
select
    *,
    row_number() over (
        partition by grouping, api_type
        order by is_dormant asc, user_count desc, group_id asc
    ) as size_rank
from all_profiles
order by grouping, api_type, size_rank

{{ config(materialized='view', post_hook="{{ write_members(this) }}") }}

with user_groups as (
    select * from {{ ref('user_groups') }}
),

user_api_groups as (
    select * from {{ ref('user_api_groups') }}
),

members as (
    select
        'user' as grouping,
        *
    from user_groups
    union all by name
    select
        'user_api' as grouping,
        *
    from user_api_groups
)

select
    grouping,
    user_id,
    api_type,
    group_key,
    group_name,
    api_types,
    lifecycle,
    is_key_account,
    name_fits,
    total_calls,
    recent_calls,
    earlier_calls,
    use_days,
    confidence,
    first_used_on,
    last_used_on,
    group_since
from members

with usage_days as (
    select * from {{ ref('int_usage_days') }}
),

user_api_groups as (
    select * from {{ ref('user_api_groups') }}
)

select
    usage_days.user_id,
    usage_days.api_type,
    usage_days.usage_date,
    usage_days.call_count,
    user_api_groups.group_id,
    user_api_groups.group_name
from usage_days
inner join user_api_groups
    on
        usage_days.user_id = user_api_groups.user_id
        and usage_days.api_type = user_api_groups.api_type

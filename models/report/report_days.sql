with usage_days as (
    select * from {{ ref('int_usage_days') }}
),

user_api_groups as (
    select
        user_id,
        api_type,
        group_id,
        row_number() over (order by api_type, user_id) as user_number
    from {{ ref('user_api_groups') }}
),

user_groups as (
    select
        user_id,
        group_id,
        row_number() over (order by user_id) as user_number
    from {{ ref('user_groups') }}
)

select
    'user_api' as grouping,
    usage_days.api_type,
    user_api_groups.group_id,
    user_api_groups.user_number,
    usage_days.usage_date,
    cast(usage_days.call_count as decimal(38, 0)) as call_count
from usage_days
inner join user_api_groups
    on
        usage_days.user_id = user_api_groups.user_id
        and usage_days.api_type = user_api_groups.api_type
union all
select
    'user' as grouping,
    cast(null as varchar) as api_type,
    user_groups.group_id,
    user_groups.user_number,
    usage_days.usage_date,
    cast(sum(usage_days.call_count) as decimal(38, 0)) as call_count
from usage_days
inner join user_groups on usage_days.user_id = user_groups.user_id
group by user_groups.group_id, user_groups.user_number, usage_days.usage_date

with grouped_days as (
    select * from {{ ref('int_grouped_days') }}
),

user_api_groups as (
    select
        'user_api' as grouping,
        api_type,
        user_id,
        group_id
    from {{ ref('user_api_groups') }}
),

user_groups as (
    select
        'user' as grouping,
        cast(null as varchar) as api_type,
        user_id,
        group_id
    from {{ ref('user_groups') }}
),

labels as (
    select * from user_api_groups
    union all
    select * from user_groups
)

select
    labels.grouping,
    labels.api_type,
    labels.group_id,
    labels.user_id,
    grouped_days.usage_date,
    grouped_days.call_count
from labels
inner join grouped_days
    on
        labels.user_id = grouped_days.user_id
        and labels.api_type is not distinct from grouped_days.api_type

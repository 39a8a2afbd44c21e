with api_days as (
    select * from {{ ref('int_api_days') }}
),

usage_series as (
    select * from {{ ref('int_usage_series') }}
    where part = 'all weeks'
),

user_api_groups as (
    select * from {{ ref('user_api_groups') }}
),

labels as (
    select
        usage_series.series_id,
        user_api_groups.user_id,
        user_api_groups.api_type,
        user_api_groups.group_id,
        user_api_groups.group_name
    from user_api_groups
    inner join usage_series
        on
            user_api_groups.user_id = usage_series.user_id
            and user_api_groups.api_type = usage_series.api_type
)

select
    labels.user_id,
    labels.api_type,
    api_days.usage_date,
    api_days.call_count,
    labels.group_id,
    labels.group_name
from api_days
inner join labels on api_days.series_id = labels.series_id
order by labels.api_type, labels.user_id, api_days.usage_date

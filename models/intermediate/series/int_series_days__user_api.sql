with usage_days as (
    select * from {{ ref('int_usage_days') }}
),

period as (
    select * from {{ ref('int_period') }}
),

usage_series as {{ not_materialized() }} (
    select * from {{ ref('int_series') }}
    where part = 'all weeks'
),

whole_users as (
    select
        user_id,
        series_id
    from usage_series
    where is_whole_user
),

-- From here on numbers stand for users: they take less room than names, and less time.
api_series as (
    select
        usage_series.user_id,
        usage_series.api_type,
        usage_series.series_id,
        nullif(whole_users.series_id, usage_series.series_id) as user_series_id
    from usage_series
    left join whole_users on usage_series.user_id = whole_users.user_id
    where usage_series.api_type is not null
)

select
    api_series.series_id,
    api_series.user_series_id,
    usage_days.usage_date,
    usage_days.call_count,
    usage_days.usage_date >= period.window_start as is_in_window
from usage_days
cross join period
inner join api_series
    on
        usage_days.user_id = api_series.user_id
        and usage_days.api_type = api_series.api_type
{{ in_order('api_series.series_id, usage_days.usage_date') }}

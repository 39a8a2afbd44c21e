with api_days as (
    select * from {{ ref('int_series_days__user_api') }}
),

usage_series as {{ not_materialized() }} (
    select * from {{ ref('int_series') }}
    where part = 'all weeks'
),

user_series as (
    select
        usage_series.series_id as api_series_id,
        whole_users.series_id
    from usage_series
    inner join usage_series as whole_users on usage_series.user_id = whole_users.user_id
    where whole_users.is_whole_user and not usage_series.is_whole_user
),

days_of_types as (
    select
        user_series.series_id,
        api_days.usage_date,
        api_days.call_count
    from api_days
    inner join user_series on api_days.series_id = user_series.api_series_id
    {{ in_order('user_series.series_id, api_days.usage_date, api_days.call_count') }}
)

{{ added_by_day('days_of_types') }} -- noqa: PRS

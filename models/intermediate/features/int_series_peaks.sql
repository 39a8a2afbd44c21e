{{ config(enabled=not features_path()) }}

with api_days as {{ not_materialized() }} (
    select * from {{ ref('int_series_days__user_api') }}
    where is_in_window
),

user_days as (
    select * from {{ ref('int_series_days__user') }}
    where is_in_window
),

part_days as (
    select * from {{ ref('int_series_days__half') }}
),

series_aggregated as (
    select * from {{ ref('int_series_aggregated') }}
),

-- As in int_series_streaks.
days as (
    {{ days_between_others('api_days', 'series_id % 2 = 0') }} -- noqa: PRS
    union all
    {{ days_between_others('api_days', 'series_id % 2 = 1') }} -- noqa: PRS
    union all
    {{ days_between_others('user_days') }} -- noqa: PRS
    union all
    {{ days_between_others('part_days') }} -- noqa: PRS
),

-- A day without usage counts as lower; of equal neighbours the first is the top. Each series has one.
tops as (
    select
        series_id,
        call_count
    from days
    where
        coalesce(gap_days > 1 or earlier_call_count < call_count, true)
        and coalesce(next_gap_days > 1 or later_call_count <= call_count, true)
)

select
    tops.series_id,
    {{ count_where('tops.call_count >= series_aggregated.doubled_median_calls') }} as peak_count
from tops
inner join series_aggregated on tops.series_id = series_aggregated.series_id
group by tops.series_id

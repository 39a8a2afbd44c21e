{{ config(materialized='view', enabled=not features_path()) }}

with api_days as (
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

series_call_range as (
    select * from {{ ref('int_series_call_range') }}
),

period as (
    select * from {{ ref('int_period') }}
),

-- Each table has its own order, and takes its own core; the linter knows no frame without an order.
steps as (
    {{ steps_between('api_days') }} -- noqa: PRS
    union all
    {{ steps_between('user_days') }} -- noqa: PRS
    union all
    {{ steps_between('part_days') }} -- noqa: PRS
)

select
    steps.series_id,
    steps.usage_date,
    steps.call_count,
    {{ days_between('period.window_start', 'steps.usage_date') }} as day_number,
    {{ days_between('series_call_range.first_used_on', 'steps.usage_date') }} as day_offset,
    {{ day_of_week('steps.usage_date') }} as day_of_week,
    steps.usage_date = period.period_end as is_period_end,
    steps.gap_days,
    steps.streak_day,
    -- A day without usage counts as lower; of equal neighbours the first is the top.
    coalesce(steps.gap_days > 1 or steps.earlier_call_count < steps.call_count, true)
    and coalesce(steps.next_gap_days > 1 or steps.later_call_count <= steps.call_count, true)
    and steps.call_count >= series_call_range.doubled_median_calls as is_peak,
    case
        when series_call_range.max_calls = series_call_range.min_calls then 1
        else
            cast(steps.call_count - series_call_range.min_calls as double)
            / cast(series_call_range.max_calls - series_call_range.min_calls as double)
    end as usage_scaled,
    log10(cast(steps.call_count as double) / cast(series_call_range.min_calls as double))
        as calls_log10_above_least,
    {{ whole_log10('steps.call_count') }} as calls_whole_log10
from steps
inner join series_call_range on steps.series_id = series_call_range.series_id
cross join period

{{ config(materialized='view', enabled=not features_path()) }}

with series_days as (
    select * from {{ ref('int_series_days') }}
),

series_levels as (
    select * from {{ ref('int_series_levels') }}
),

period as (
    select * from {{ ref('int_period') }}
),

neighbours as (
    select
        *,
        lag(usage_date) over own_days as earlier_usage_date,
        lag(call_count) over own_days as earlier_call_count,
        lead(usage_date) over own_days as later_usage_date,
        lead(call_count) over own_days as later_call_count
    from series_days
    window own_days as (partition by series_id order by usage_date)
),

steps as (
    select
        *,
        {{ days_between('earlier_usage_date', 'usage_date') }} as gap_days,
        {{ days_between('usage_date', 'later_usage_date') }} as next_gap_days
    from neighbours
)

select
    steps.series_id,
    steps.usage_date,
    steps.call_count,
    {{ days_between('period.period_start', 'steps.usage_date') }} as day_number,
    {{ days_between('series_levels.first_used_on', 'steps.usage_date') }} as day_offset,
    {{ day_of_week('steps.usage_date') }} as day_of_week,
    steps.gap_days,
    -- A day without usage counts as lower; of equal neighbours the first is the top.
    coalesce(steps.gap_days > 1 or steps.earlier_call_count < steps.call_count, true)
    and coalesce(steps.next_gap_days > 1 or steps.later_call_count <= steps.call_count, true)
    and steps.call_count >= series_levels.doubled_median_calls as is_peak,
    case
        when series_levels.max_calls = series_levels.min_calls then 1
        else
            cast(steps.call_count - series_levels.min_calls as double)
            / cast(series_levels.max_calls - series_levels.min_calls as double)
    end as usage_scaled,
    log10(cast(steps.call_count as double) / cast(series_levels.min_calls as double))
        as calls_log10_above_least
from steps
inner join series_levels on steps.series_id = series_levels.series_id
cross join period

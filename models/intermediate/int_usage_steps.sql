with series_days as (
    select * from {{ ref('int_series_days') }}
),

period as (
    select * from {{ ref('int_period') }}
),

neighbours as (
    select
        series_days.*,
        lag(series_days.usage_date) over own_days as earlier_usage_date,
        lag(series_days.call_count) over own_days as earlier_call_count,
        lead(series_days.usage_date) over own_days as later_usage_date,
        lead(series_days.call_count) over own_days as later_call_count,
        min(series_days.usage_date) over all_days as first_used_on,
        min(series_days.call_count) over all_days as min_calls,
        max(series_days.call_count) over all_days as max_calls
    from series_days
    window
        own_days as (
            partition by series_days.series_id order by series_days.usage_date
        ),
        all_days as (partition by series_days.series_id)
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
    {{ days_between('steps.first_used_on', 'steps.usage_date') }} as day_offset,
    {{ day_of_week('steps.usage_date') }} as day_of_week,
    steps.gap_days,
    -- A day without usage counts as lower; of equal neighbours the first is the top.
    coalesce(steps.gap_days > 1 or steps.earlier_call_count < steps.call_count, true)
    and coalesce(steps.next_gap_days > 1 or steps.later_call_count <= steps.call_count, true)
        as is_local_top,
    steps.min_calls,
    steps.max_calls,
    case
        when steps.max_calls = steps.min_calls then 1
        else
            cast(steps.call_count - steps.min_calls as double)
            / cast(steps.max_calls - steps.min_calls as double)
    end as usage_scaled,
    log10(cast(steps.call_count as double) / cast(steps.min_calls as double))
        as calls_log10_above_least
from steps
cross join period

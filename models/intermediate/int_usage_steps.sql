with grouped_days as (
    select * from {{ ref('int_grouped_days') }}
),

period as (
    select * from {{ ref('int_period') }}
),

neighbours as (
    select
        grouped_days.*,
        lag(grouped_days.usage_date) over user_days as earlier_usage_date,
        lag(grouped_days.call_count) over user_days as earlier_call_count,
        lead(grouped_days.usage_date) over user_days as later_usage_date,
        lead(grouped_days.call_count) over user_days as later_call_count,
        min(grouped_days.usage_date) over all_user_days as first_used_on,
        min(grouped_days.call_count) over all_user_days as min_calls,
        max(grouped_days.call_count) over all_user_days as max_calls
    from grouped_days
    window
        user_days as (
            partition by grouped_days.user_id, grouped_days.api_type order by grouped_days.usage_date
        ),
        all_user_days as (partition by grouped_days.user_id, grouped_days.api_type)
),

steps as (
    select
        *,
        {{ days_between('earlier_usage_date', 'usage_date') }} as gap_days,
        {{ days_between('usage_date', 'later_usage_date') }} as next_gap_days
    from neighbours
)

select
    steps.user_id,
    steps.api_type,
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

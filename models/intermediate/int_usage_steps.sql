with usage_days as (
    select * from {{ ref('int_usage_days') }}
),

period as (
    select * from {{ ref('int_period') }}
),

steps as (
    select
        usage_days.*,
        {{ days_between('period.period_start', 'usage_days.usage_date') }} as day_number,
        {{ weekday('usage_days.usage_date') }} as weekday,
        lag(usage_days.usage_date) over user_days as earlier_usage_date,
        lag(usage_days.call_count) over user_days as earlier_call_count,
        lead(usage_days.usage_date) over user_days as later_usage_date,
        lead(usage_days.call_count) over user_days as later_call_count
    from usage_days
    cross join period
    window user_days as (
        partition by usage_days.user_id, usage_days.api_type order by usage_days.usage_date
    )
)

select
    user_id,
    api_type,
    usage_date,
    call_count,
    day_number,
    weekday,
    {{ days_between('earlier_usage_date', 'usage_date') }} as gap_days,
    -- A day without usage counts as lower; of equal neighbours the first is the top.
    coalesce(
        {{ days_between('earlier_usage_date', 'usage_date') }} > 1
        or earlier_call_count < call_count,
        true
    )
    and coalesce(
        {{ days_between('usage_date', 'later_usage_date') }} > 1
        or later_call_count <= call_count,
        true
    ) as is_local_top
from steps

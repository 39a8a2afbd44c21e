with usage_days as (
    select * from {{ ref('int_series_days__period') }}
),

period as (
    select * from {{ ref('int_period') }}
),

days_of_late as (
    select
        usage_days.series_id,
        usage_days.call_count,
        {{ days_between('usage_days.usage_date', 'period.period_end') }} < 28 as is_recent
    from usage_days
    cross join period
    where {{ days_between('usage_days.usage_date', 'period.period_end') }} < 56
)

select
    series_id,
    coalesce(cast(sum(call_count) filter (where is_recent) as bigint), 0) as recent_calls,
    coalesce(cast(sum(call_count) filter (where not is_recent) as bigint), 0) as earlier_calls
from days_of_late
group by series_id

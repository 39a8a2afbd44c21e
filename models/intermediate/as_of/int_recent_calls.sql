with period_days as (
    select * from {{ ref('int_series_days__period') }}
),

period as (
    select * from {{ ref('int_period') }}
)

select
    period_days.series_id,
    coalesce(
        cast(
            sum(period_days.call_count)
                filter (where period_days.usage_date > {{ days_before('period.period_end', 28) }})
            as bigint
        ), 0
    ) as recent_calls,
    coalesce(
        cast(
            sum(period_days.call_count)
                filter (where period_days.usage_date <= {{ days_before('period.period_end', 28) }})
            as bigint
        ), 0
    ) as earlier_calls
from period_days
cross join period
where period_days.usage_date > {{ days_before('period.period_end', 56) }}
group by period_days.series_id

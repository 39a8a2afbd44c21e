with period_days as (
    select * from {{ ref('int_series_days__user_api') }}
),

period as (
    select * from {{ ref('int_period') }}
),

api_days as {{ not_materialized() }} (
    select period_days.*
    from period_days
    cross join period
    where {{ days_between('period.window_start', 'period_days.usage_date') }} >= 0
),

usage_spans as (
    select
        series_id,
        min(usage_date) as first_used_on
    from api_days
    group by series_id
),

observed_spans as (
    select
        usage_spans.*,
        {{ days_between('usage_spans.first_used_on', 'period.period_end') }} + 1 as observed_days,
        -- Half a week and more is rounded up.
        greatest((observed_days + 3) // 7, 1) as week_count
    from usage_spans
    cross join period
),

week_days as (
    select
        observed_spans.*,
        least(
            {{ days_between('observed_spans.first_used_on', 'api_days.usage_date') }} // 7,
            observed_spans.week_count - 1
        ) as week_number,
        api_days.call_count
    from api_days
    inner join observed_spans on api_days.series_id = observed_spans.series_id
)

select
    series_id,
    week_count,
    week_number,
    cast(sum(call_count) as double) * 7
    / case
        when week_number < week_count - 1 then 7
        else max(observed_days) - 7 * (week_count - 1)
    end as weekly_calls
from week_days
group by series_id, week_count, week_number
order by series_id, week_number

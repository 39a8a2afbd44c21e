with usage_days as (
    select * from {{ ref('int_usage_days') }}
),

period as (
    select * from {{ ref('int_period') }}
),

usage_spans as (
    select
        user_id,
        api_type,
        min(usage_date) as first_used_on
    from usage_days
    group by user_id, api_type
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
            {{ days_between('observed_spans.first_used_on', 'usage_days.usage_date') }} // 7,
            observed_spans.week_count - 1
        ) as week_number,
        usage_days.call_count
    from usage_days
    inner join observed_spans
        on
            usage_days.user_id = observed_spans.user_id
            and usage_days.api_type = observed_spans.api_type
)

select
    user_id,
    api_type,
    week_count,
    week_number,
    cast(cast(sum(call_count) as decimal(38, 0)) as double) * 7
    / case
        when week_number < week_count - 1 then 7
        else max(observed_days) - 7 * (week_count - 1)
    end as weekly_calls
from week_days
group by user_id, api_type, week_count, week_number

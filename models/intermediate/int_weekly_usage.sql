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

used_weeks as (
    select
        usage_days.user_id,
        usage_days.api_type,
        least(
            {{ days_between('observed_spans.first_used_on', 'usage_days.usage_date') }} // 7,
            observed_spans.week_count - 1
        ) as week_number,
        count(*) as use_days,
        cast(sum(usage_days.call_count) as decimal(38, 0)) as call_count
    from usage_days
    inner join observed_spans
        on
            usage_days.user_id = observed_spans.user_id
            and usage_days.api_type = observed_spans.api_type
    group by usage_days.user_id, usage_days.api_type, week_number
),

observed_weeks as (
    select
        user_id,
        api_type,
        week_count,
        unnest(range(week_count)) as week_number,
        first_used_on + cast(7 * week_number as integer) as week_start,
        case
            when week_number < week_count - 1 then 7
            else observed_days - 7 * (week_count - 1)
        end as week_days
    from observed_spans
),

weekly_series as (
    select
        observed_weeks.*,
        coalesce(used_weeks.use_days, 0) as use_days,
        coalesce(used_weeks.call_count, 0) as call_count,
        coalesce(cast(used_weeks.call_count as double), 0) * 7 / observed_weeks.week_days
            as weekly_calls
    from observed_weeks
    left join used_weeks
        on
            observed_weeks.user_id = used_weeks.user_id
            and observed_weeks.api_type = used_weeks.api_type
            and observed_weeks.week_number = used_weeks.week_number
)

select * from weekly_series

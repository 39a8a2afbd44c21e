with usage_steps as (
    select * from {{ ref('int_usage_steps') }}
),

period as (
    select * from {{ ref('int_period') }}
),

sums as (
    select
        user_id,
        api_type,
        cast(sum(call_count) as decimal(38, 0)) as total_calls,
        cast(sum(day_number * call_count) as decimal(38, 0)) as day_weighted_calls
    from usage_steps
    group by user_id, api_type
),

-- The least-squares line through all days of the period, those without usage as zero calls.
slopes as (
    select
        sums.*,
        period.period_days,
        coalesce(
            6 * cast(
                2 * sums.day_weighted_calls - (period.period_days - 1) * sums.total_calls as double
            ) / nullif(
                cast(period.period_days as double)
                * (cast(period.period_days as double) * period.period_days - 1),
                0
            ),
            0
        ) as trend_slope
    from sums
    cross join period
)

select
    user_id,
    api_type,
    trend_slope,
    -- Rise of the line over the whole period, in mean daily levels: from -6 to 6.
    trend_slope * period_days * period_days / cast(total_calls as double) as trend_relative
from slopes

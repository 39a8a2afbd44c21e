with usage_steps as (
    select * from {{ ref('int_usage_steps') }}
),

period as (
    select * from {{ ref('int_period') }}
),

sums as (
    select
        series_id,
        cast(sum(call_count) as decimal(38, 0)) as total_calls,
        cast(sum(day_number * call_count) as decimal(38, 0)) as day_weighted_calls,
        count(*) as use_days,
        max(day_offset) as use_duration,
        sum(day_offset) as offset_sum,
        sum(day_offset * day_offset) as offset_square_sum,
        {{ exact_sum('calls_log10_above_least') }} as log_sum,
        {{ exact_sum('day_offset * calls_log10_above_least') }} as offset_log_sum
    from usage_steps
    group by series_id
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
    series_id,
    trend_slope,
    trend_slope * period_days * period_days / cast(total_calls as double) as trend_relative,
    -- The least-squares line through the logarithms of the days with usage, first to last.
    case
        when use_days > 2
            then
                use_duration * (use_days * offset_log_sum - cast(offset_sum as double) * log_sum)
                / cast(use_days * offset_square_sum - offset_sum * offset_sum as double)
    end as growth_log10
from slopes

{{ config(materialized='view', enabled=not features_path()) }}

with series_aggregated as (
    select * from {{ ref('int_series_aggregated') }}
),

period as (
    select * from {{ ref('int_period') }}
),

-- The least-squares line through all days of the window, those without usage as zero calls.
slopes as (
    select
        series_aggregated.*,
        period.window_days,
        period.is_whole_period,
        {{ days_between('series_aggregated.first_used_on', 'series_aggregated.last_used_on') }}
            as use_duration,
        coalesce(
            6 * cast(
                2 * series_aggregated.day_weighted_calls
                - (period.window_days - 1)
                * cast(series_aggregated.total_calls as decimal(38, 0)) as double
            ) / nullif(
                cast(period.window_days as double)
                * (cast(period.window_days as double) * period.window_days - 1),
                0
            ),
            0
        ) as trend_slope
    from series_aggregated
    cross join period
)

select
    series_id,
    trend_slope,
    trend_slope * window_days * window_days / cast(total_calls as double) as trend_relative,
    -- The least-squares line through the logarithms of the days with usage, first to last.
    case
        when not is_whole_period then {{ rise_of_logs('use_duration') }}
        when use_days > 2
            then
                use_duration * (use_days * offset_log_sum - cast(offset_sum as double) * log_sum)
                / cast(use_days * offset_square_sum - offset_sum * offset_sum as double)
    end as growth_log10
from slopes

{{ config(materialized='view', enabled=not features_path()) }}

with volume_features as (
    select * from {{ ref('int_volume_features') }}
),

period as (
    select * from {{ ref('int_period') }}
),

-- The least-squares line through all days of the window, those without usage as zero calls.
slopes as (
    select
        volume_features.*,
        period.window_days,
        coalesce(
            6 * cast(
                2 * volume_features.day_weighted_calls
                - (period.window_days - 1) * {{ as_large('volume_features.total_calls') }} as double
            ) / nullif(
                cast(period.window_days as double)
                * (cast(period.window_days as double) * period.window_days - 1),
                0
            ),
            0
        ) as trend_slope
    from volume_features
    cross join period
)

select
    *,
    trend_slope * window_days * window_days / cast(total_calls as double) as trend_relative,
    -- The least-squares line through the logarithms of the days with usage, first to last.
    {{ rise_of_logs('log10_units') }} as growth_log10
from slopes

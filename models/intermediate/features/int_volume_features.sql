{{ config(materialized='view', enabled=not features_path()) }}

with streak_features as (
    select * from {{ ref('int_streak_features') }}
),

series_peaks as (
    select * from {{ ref('int_series_peaks') }}
),

period as (
    select * from {{ ref('int_period') }}
),

ranges as (
    select
        streak_features.*,
        coalesce(series_peaks.peak_count, 0) as peak_count,
        {{ log10_units('period.is_whole_period') }} as log10_units,
        cast(streak_features.total_calls / streak_features.use_days as bigint) as whole_mean_calls,
        streak_features.max_calls - streak_features.min_calls as usage_range
    from streak_features
    left join series_peaks on streak_features.series_id = series_peaks.series_id
    cross join period
)

select
    *,
    log10(cast(total_calls as double)) as total_calls_log10,
    cast(total_calls as double) / use_days as calls_per_use_day,
    {{ mean_of_logs('log10_units') }} as typical_calls_log10,
    {{ deviation_of_logs('log10_units') }} as sd_calls_log10,
    cast(max_calls as double) / cast(total_calls as double) as busiest_day_share,
    case
        when usage_range = 0 then 1
        else
            cast(total_calls - use_days * min_calls as double)
            / (cast(use_days as double) * cast(usage_range as double))
    end as mean_usage_scaled,
    case
        when usage_range = 0 then 0
        else {{ deviation_of_calls() }} / cast(usage_range as double)
    end as sd_usage_scaled
from ranges

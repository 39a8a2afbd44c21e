{{ config(enabled=not features_path()) }}

with usage_series as (
    select * from {{ ref('int_series') }}
),

timing_features as (
    select * from {{ ref('int_timing_features') }}
),

streak_features as (
    select * from {{ ref('int_streak_features') }}
),

volume_features as (
    select * from {{ ref('int_volume_features') }}
),

trend_features as (
    select * from {{ ref('int_trend_features') }}
)

select
    usage_series.user_id,
    usage_series.api_type,
    usage_series.part,
    timing_features.first_used_on,
    timing_features.last_used_on,
    timing_features.days_before_first_use,
    timing_features.days_since_last_use,
    timing_features.touches_period_start,
    timing_features.touches_period_end,
    timing_features.use_days,
    timing_features.use_duration,
    timing_features.use_density,
    timing_features.mean_gap_days,
    timing_features.gap_irregularity,
    timing_features.use_centre,
    timing_features.weekend_share,
    timing_features.same_weekday_share,
    streak_features.avg_cont_use,
    streak_features.longest_streak,
    streak_features.current_streak,
    volume_features.total_calls,
    volume_features.total_calls_log10,
    volume_features.calls_per_use_day,
    volume_features.typical_calls_log10,
    volume_features.sd_calls_log10,
    volume_features.busiest_day_share,
    volume_features.peak_count,
    volume_features.usage_range,
    volume_features.mean_usage_scaled,
    volume_features.sd_usage_scaled,
    trend_features.trend_slope,
    trend_features.trend_relative,
    trend_features.growth_log10
from usage_series
inner join timing_features on usage_series.series_id = timing_features.series_id
inner join streak_features on usage_series.series_id = streak_features.series_id
inner join volume_features on usage_series.series_id = volume_features.series_id
inner join trend_features on usage_series.series_id = trend_features.series_id

{{ config(enabled=not features_path(), post_hook="{{ await_users(this) }}") }}

with usage_series as (
    select * from {{ ref('int_series') }}
),

series_features as (
    select * from {{ ref('int_trend_features') }}
)

select
    usage_series.{{ all_but('day_count, is_in_window') }}, -- noqa: RF02
    series_features.first_used_on,
    series_features.last_used_on,
    series_features.days_before_first_use,
    series_features.days_since_last_use,
    series_features.touches_period_start,
    series_features.touches_period_end,
    series_features.use_days,
    series_features.use_duration,
    series_features.use_density,
    series_features.mean_gap_days,
    series_features.gap_irregularity,
    series_features.use_centre,
    series_features.weekend_share,
    series_features.same_weekday_share,
    series_features.longest_streak,
    series_features.avg_cont_use,
    series_features.current_streak,
    series_features.total_calls,
    series_features.total_calls_log10,
    series_features.calls_per_use_day,
    series_features.typical_calls_log10,
    series_features.sd_calls_log10,
    series_features.busiest_day_share,
    series_features.peak_count,
    series_features.usage_range,
    series_features.mean_usage_scaled,
    series_features.sd_usage_scaled,
    series_features.trend_slope,
    series_features.trend_relative,
    series_features.growth_log10
from usage_series
inner join series_features on usage_series.series_id = series_features.series_id
{{ in_order('usage_series.series_id') }}

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
    usage_series.{{ all_but('day_count, is_in_window') }}, -- noqa: RF02
    timing_features.{{ all_but('series_id') }}, -- noqa: RF02
    streak_features.{{ all_but('series_id') }}, -- noqa: RF02
    volume_features.{{ all_but('series_id') }}, -- noqa: RF02
    trend_features.{{ all_but('series_id') }} -- noqa: RF02
from usage_series
inner join timing_features on usage_series.series_id = timing_features.series_id
inner join streak_features on usage_series.series_id = streak_features.series_id
inner join volume_features on usage_series.series_id = volume_features.series_id
inner join trend_features on usage_series.series_id = trend_features.series_id

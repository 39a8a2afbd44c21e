with timing_features as (
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
    timing_features.*,
    streak_features.* exclude (user_id, api_type),
    volume_features.* exclude (user_id, api_type),
    trend_features.* exclude (user_id, api_type)
from timing_features
inner join streak_features
    on
        timing_features.user_id = streak_features.user_id
        and timing_features.api_type = streak_features.api_type
inner join volume_features
    on
        timing_features.user_id = volume_features.user_id
        and timing_features.api_type = volume_features.api_type
inner join trend_features
    on
        timing_features.user_id = trend_features.user_id
        and timing_features.api_type = trend_features.api_type

with user_api_features as (
    select * from {{ ref('int_user_api_features') }}
),

user_features as (
    select * from {{ ref('int_user_features') }}
),

period as (
    select * from {{ ref('int_period') }}
),

usage_features as (
    select
        'user_api' as grouping,
        *
    from user_api_features
    union all by name
    select
        'user' as grouping,
        *
    from user_features
),

-- How far days, gaps between days and changes of gaps speak for themselves, 0 to 1.
weighted as (
    select
        usage_features.*,
        period.period_days - 1 as longest_duration,
        {{ shrinkage_weight('usage_features.use_days', 1) }} as span_weight,
        {{ shrinkage_weight('usage_features.use_days', 5) }} as day_weight,
        {{ shrinkage_weight('usage_features.use_days - 1', 3) }} as gap_weight,
        {{ shrinkage_weight('usage_features.use_days - 1', 5) }} as spread_weight,
        {{ shrinkage_weight('greatest(usage_features.use_days - 2, 0)', 5) }} as change_weight,
        coalesce(
            median(usage_features.sd_calls_log10) filter (where usage_features.use_days >= 5)
                over (partition by usage_features.api_type),
            0.2
        ) as usual_spread
    from usage_features
    cross join period
)

select
    grouping,
    series_id,
    user_id,
    api_type,
    total_calls,
    typical_calls_log10 as volume,
    0.7 * ln(1 + days_since_last_use / 7) as recency,
    0.5 * ln(use_days) as frequency,
    {{ shrunk_toward('ln(mean_gap_days)', '0', 'gap_weight') }} as gap,
    0.7 * {{ shrunk_toward('gap_irregularity', '0', 'gap_weight') }} as irregularity,
    0.7 * {{ shrunk_toward(
        'use_duration / nullif(longest_duration, 0)', '0', 'span_weight'
    ) }} as span,
    1.5 * {{ shrunk_toward('weekend_share', '2 / 7', 'day_weight') }} as weekend,
    2.0 * {{ shrunk_toward('sd_calls_log10', 'usual_spread', 'spread_weight') }} as spread,
    0.8 * {{ shrunk_toward(
        'least(greatest(growth_log10, -3), 3)', '0', 'change_weight'
    ) }} as growth,
    1.5 * {{ shrunk_toward('use_centre', '0', 'change_weight') }} as centre
from weighted

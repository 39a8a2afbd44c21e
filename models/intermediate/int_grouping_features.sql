with usage_features as (
    select * from {{ ref('int_usage_features') }}
    where part = 'all weeks'
),

period as (
    select * from {{ ref('int_period') }}
),

-- How far days, gaps between days and changes of gaps speak for themselves, 0 to 1.
evidence as (
    select
        usage_features.*,
        period.period_days,
        {{ evidence_weight('usage_features.use_days') }} as day_weight,
        {{ evidence_weight('usage_features.use_days - 1') }} as gap_weight,
        {{ evidence_weight('greatest(usage_features.use_days - 2, 0)') }} as change_weight,
        coalesce(
            median(usage_features.sd_calls_log10) filter (where usage_features.use_days >= 5)
                over (partition by usage_features.api_type),
            0.2
        ) as usual_spread
    from usage_features
    cross join period
)

select
    user_id,
    api_type,
    total_calls,
    typical_calls_log10 as volume,
    0.5 * log2(use_days) as amount,
    0.5 * {{ drawn_to('ln(mean_gap_days)', '1.0', 'gap_weight') }} as gap,
    0.7 * {{ drawn_to('gap_irregularity', '0.2', 'gap_weight') }} as irregularity,
    {{ drawn_to(
        '(days_before_first_use - days_since_last_use) / nullif(period_days - 1, 0)', '0', 'day_weight'
    ) }} as place,
    {{ drawn_to('use_duration / nullif(period_days - 1, 0)', '0.5', 'day_weight') }} as span,
    1.5 * {{ drawn_to('weekend_share', '2 / 7', 'day_weight') }} as weekend,
    1.5 * {{ drawn_to('same_weekday_share', '1 / 7', 'gap_weight') }} as weekday_rhythm,
    2.0 * {{ drawn_to('sd_calls_log10', 'usual_spread', 'gap_weight') }} as spread,
    0.8 * {{ drawn_to('least(greatest(growth_log10, -3), 3)', '0', 'change_weight') }} as growth,
    1.5 * {{ drawn_to('use_centre', '0', 'change_weight') }} as centre
from evidence

with usage_features as (
    select * from {{ ref('int_user_api_features') }}
),

-- As in the case study: over all users of all types together, and the last two as they are.
scaled_features as (
    select
        series_id,
        user_id,
        api_type,
        {{ min_max_scaled('use_days') }} as use_days,
        {{ min_max_scaled('use_duration') }} as use_duration,
        {{ min_max_scaled('avg_cont_use') }} as avg_cont_use,
        {{ min_max_scaled('total_calls_log10') }} as total_calls_log10,
        {{ min_max_scaled('usage_range') }} as usage_range,
        mean_usage_scaled,
        sd_usage_scaled
    from usage_features
)

select * from scaled_features

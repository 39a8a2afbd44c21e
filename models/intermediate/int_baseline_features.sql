with usage_features as (
    select
        user_id,
        api_type,
        use_days,
        use_duration,
        avg_cont_use,
        total_calls_log10,
        cast(usage_range as double) as usage_range,
        mean_usage_scaled,
        sd_usage_scaled
    from {{ ref('int_usage_features') }}
),

-- As in the case study: over all users of all types together.
ranges as (
    select
        min(use_days) as min_use_days,
        max(use_days) - min(use_days) as range_use_days,
        min(use_duration) as min_use_duration,
        max(use_duration) - min(use_duration) as range_use_duration,
        min(avg_cont_use) as min_avg_cont_use,
        max(avg_cont_use) - min(avg_cont_use) as range_avg_cont_use,
        min(total_calls_log10) as min_total_calls_log10,
        max(total_calls_log10) - min(total_calls_log10) as range_total_calls_log10,
        min(usage_range) as min_usage_range,
        max(usage_range) - min(usage_range) as range_usage_range
    from usage_features
)

select
    user_id,
    api_type,
    coalesce((use_days - min_use_days) / nullif(range_use_days, 0), 0) as use_days,
    coalesce((use_duration - min_use_duration) / nullif(range_use_duration, 0), 0) as use_duration,
    coalesce((avg_cont_use - min_avg_cont_use) / nullif(range_avg_cont_use, 0), 0) as avg_cont_use,
    coalesce((total_calls_log10 - min_total_calls_log10) / nullif(range_total_calls_log10, 0), 0)
        as total_calls_log10,
    coalesce((usage_range - min_usage_range) / nullif(range_usage_range, 0), 0) as usage_range,
    mean_usage_scaled,
    sd_usage_scaled
from usage_features
cross join ranges

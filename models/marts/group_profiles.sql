with group_medians as (
    select * from {{ ref('group_medians') }}
),

group_names as (
    select * from {{ ref('group_names') }}
)

select
    group_medians.grouping,
    group_medians.api_type,
    group_medians.group_id,
    group_names.group_name,
    group_medians.user_count,
    group_medians.user_share,
    group_medians.call_count,
    group_medians.call_share,
    group_medians.stability,
    group_medians.days_before_first_use,
    group_medians.days_since_last_use,
    group_medians.use_days,
    group_medians.use_duration,
    group_medians.use_density,
    group_medians.mean_gap_days,
    group_medians.gap_irregularity,
    group_medians.use_centre,
    group_medians.weekend_share,
    group_medians.same_weekday_share,
    group_medians.avg_cont_use,
    group_medians.longest_streak,
    group_medians.current_streak,
    group_medians.total_calls,
    group_medians.total_calls_log10,
    group_medians.calls_per_use_day,
    group_medians.typical_calls_log10,
    group_medians.sd_calls_log10,
    group_medians.busiest_day_share,
    group_medians.peak_count,
    group_medians.usage_range,
    group_medians.mean_usage_scaled,
    group_medians.sd_usage_scaled,
    group_medians.trend_slope,
    group_medians.trend_relative,
    group_medians.growth_log10
from group_medians
inner join group_names
    on
        group_medians.grouping = group_names.grouping
        and group_medians.api_type is not distinct from group_names.api_type
        and group_medians.group_id = group_names.group_id

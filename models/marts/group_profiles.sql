with group_medians as (
    select * from {{ ref('int_group_medians') }}
),

group_names as (
    select * from {{ ref('int_group_names') }}
),

group_api_mixes as (
    select * from {{ ref('int_group_api_mix_texts') }}
),

group_typical_users as (
    select * from {{ ref('int_group_typical_users') }}
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
    case
        when group_medians.stability >= 0.85 then 'highly stable'
        when group_medians.stability >= 0.75 then 'stable'
        when group_medians.stability >= 0.6 then 'doubtful borders'
        when group_medians.stability < 0.6 then 'unstable'
    end as stability_grade,
    group_api_mixes.call_mix,
    group_api_mixes.day_mix,
    group_typical_users.typical_user_1,
    group_typical_users.typical_user_2,
    group_typical_users.typical_user_3,
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
inner join group_api_mixes
    on
        group_medians.grouping = group_api_mixes.grouping
        and group_medians.api_type is not distinct from group_api_mixes.api_type
        and group_medians.group_id = group_api_mixes.group_id
inner join group_typical_users
    on
        group_medians.grouping = group_typical_users.grouping
        and group_medians.api_type is not distinct from group_typical_users.api_type
        and group_medians.group_id = group_typical_users.group_id
order by
    group_medians.grouping,
    group_medians.api_type,
    group_medians.group_id < 0,
    group_medians.group_id

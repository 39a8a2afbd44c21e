with group_members as (
    select * from {{ ref('int_group_members') }}
    where grouping = 'user_api'
),

group_names as (
    select * from {{ ref('int_group_names') }}
    where grouping = 'user_api'
)

select
    group_members.user_id,
    group_members.api_type,
    group_members.group_id,
    group_names.group_name,
    group_members.confidence,
    group_members.first_used_on,
    group_members.last_used_on,
    group_members.days_before_first_use,
    group_members.days_since_last_use,
    group_members.touches_period_start,
    group_members.touches_period_end,
    group_members.use_days,
    group_members.use_duration,
    group_members.use_density,
    group_members.mean_gap_days,
    group_members.gap_irregularity,
    group_members.use_centre,
    group_members.weekend_share,
    group_members.same_weekday_share,
    group_members.avg_cont_use,
    group_members.longest_streak,
    group_members.current_streak,
    group_members.total_calls,
    group_members.total_calls_log10,
    group_members.calls_per_use_day,
    group_members.typical_calls_log10,
    group_members.sd_calls_log10,
    group_members.busiest_day_share,
    group_members.peak_count,
    group_members.usage_range,
    group_members.mean_usage_scaled,
    group_members.sd_usage_scaled,
    group_members.trend_slope,
    group_members.trend_relative,
    group_members.growth_log10
from group_members
inner join group_names
    on
        group_members.api_type = group_names.api_type
        and group_members.group_id = group_names.group_id
order by group_members.api_type, group_members.user_id

with group_members as (
    select * from {{ ref('int_group_members') }}
),

group_members_measured as (
    select * from {{ ref('int_group_members_measured') }}
),

sizes as (
    select
        grouping,
        api_type,
        group_key,
        group_id,
        max(stability) as stability,
        bool_or(is_tier) as is_tier,
        count(*) as user_count,
        cast(sum(total_calls) as bigint) as call_count
    from group_members
    group by grouping, api_type, group_key, group_id
),

medians as (
    select
        group_key,
        median(days_before_first_use) as days_before_first_use,
        median(days_since_last_use) as days_since_last_use,
        median(use_days) as use_days,
        median(use_duration) as use_duration,
        median(use_density) as use_density,
        median(mean_gap_days) as mean_gap_days,
        median(gap_irregularity) as gap_irregularity,
        median(use_centre) as use_centre,
        median(weekend_share) as weekend_share,
        median(same_weekday_share) as same_weekday_share,
        median(avg_cont_use) as avg_cont_use,
        median(longest_streak) as longest_streak,
        median(current_streak) as current_streak,
        median(cast(total_calls as double)) as total_calls,
        median(total_calls_log10) as total_calls_log10,
        median(calls_per_use_day) as calls_per_use_day,
        median(typical_calls_log10) as typical_calls_log10,
        median(sd_calls_log10) as sd_calls_log10,
        median(busiest_day_share) as busiest_day_share,
        median(peak_count) as peak_count,
        median(cast(usage_range as double)) as usage_range,
        median(mean_usage_scaled) as mean_usage_scaled,
        median(sd_usage_scaled) as sd_usage_scaled,
        median(trend_slope) as trend_slope,
        median(trend_relative) as trend_relative,
        median(growth_log10) as growth_log10
    from group_members_measured
    group by group_key
),

shares as (
    select
        *,
        user_count / sum(user_count) over all_groups as user_share,
        cast(call_count as double) / cast(sum(call_count) over all_groups as double) as call_share
    from sizes
    window all_groups as (partition by grouping, api_type)
)

select
    shares.*,
    medians.* exclude (medians.group_key)
from shares
left join medians on shares.group_key = medians.group_key

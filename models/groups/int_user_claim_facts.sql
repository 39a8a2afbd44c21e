{{ config(materialized='view') }}

with group_members as {{ not_materialized() }} (
    select * from {{ ref('int_group_members') }}
    where grouping <> 'shape'
),

group_day_ranges as (
    select * from {{ ref('int_group_day_ranges') }}
),

user_api_mix as (
    select * from {{ ref('int_user_api_mix') }}
),

period as (
    select window_days from {{ ref('int_period') }}
),

api_types as (
    select count(distinct main_api_type) > 1 or max(api_type_count) > 1 as are_several
    from user_api_mix
)

-- Silence is measured by the user's own gaps: long for a daily user is not long for a monthly one.
select
    group_members.grouping,
    group_members.group_key,
    group_members.series_id,
    group_members.use_days,
    group_members.use_duration,
    group_members.use_density,
    group_members.weekend_share,
    group_members.mean_gap_days,
    group_members.days_before_first_use,
    group_members.days_since_last_use,
    group_members.calls_per_use_day,
    group_members.total_calls,
    period.window_days,
    not group_members.is_far or group_day_ranges.is_all_far as is_counted,
    group_day_ranges.least_days,
    group_day_ranges.most_days,
    group_members.days_since_last_use
    <= greatest(14, 2 * coalesce(group_members.mean_gap_days, 0)) as is_active,
    group_members.days_since_last_use
    > greatest(28, 3 * coalesce(group_members.mean_gap_days, 0)) as is_silent,
    coalesce(group_members.growth_log10, 0) as growth,
    case when group_members.use_days >= 4 then group_members.mean_gap_days end as usual_gap,
    case when api_types.are_several then user_api_mix.api_type_count end as api_type_count,
    replace(user_api_mix.api_types, ', ', ' + ') as combination,
    user_api_mix.main_api_type
from group_members
inner join group_day_ranges on group_members.group_key = group_day_ranges.group_key
cross join period
cross join api_types
left join user_api_mix
    on group_members.user_id = user_api_mix.user_id and group_members.grouping = 'user'

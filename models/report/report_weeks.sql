with whole_days as (
    select * from {{ ref('int_series_days__all_weeks') }}
),

group_members as (
    select * from {{ ref('int_group_members') }}
    where grouping in ('user_api', 'user')
),

group_profiles as (
    select * from {{ ref('group_profiles') }}
    where grouping in ('user_api', 'user')
),

-- Long windows are drawn in steps of several weeks, so that a chart has at most 60 of them.
period as (
    select
        window_start,
        7 * (1 + window_days // 421) as step_days,
        greatest(window_days // step_days, 1) as step_count
    from {{ ref('int_period') }}
),

steps as (
    select
        unnest(range(step_count)) as step_number,
        step_days // 7 as week_count,
        window_start + cast(step_number * step_days as integer) as week_start
    from period
),

-- Added up by number, before the days know their groups.
series_steps as (
    select
        whole_days.series_id,
        cast(sum(whole_days.call_count) as double) as call_count,
        {{ days_between('period.window_start', 'whole_days.usage_date') }} // period.step_days
            as step_number
    from whole_days
    cross join period
    group by all
),

group_steps as (
    select
        group_members.group_key,
        series_steps.step_number,
        count(*) as active_users,
        median(series_steps.call_count) as calls_per_active_user
    from series_steps
    inner join group_members on series_steps.series_id = group_members.series_id
    group by all
)

select
    group_profiles.grouping,
    group_profiles.api_type,
    group_profiles.group_id,
    steps.week_start,
    steps.week_count,
    coalesce(group_steps.active_users, 0) as active_users,
    coalesce(group_steps.active_users, 0) / group_profiles.user_count as active_share,
    group_steps.calls_per_active_user / steps.week_count as weekly_calls
from group_profiles
cross join steps
left join group_steps
    on
        group_profiles.group_key = group_steps.group_key
        and steps.step_number = group_steps.step_number

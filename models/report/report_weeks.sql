with whole_days as (
    select * from {{ ref('int_series_days__all_weeks') }}
),

group_members as (
    select * from {{ ref('int_group_members') }}
    where grouping in ('user_api', 'user')
),

group_profiles as (
    select * from {{ ref('group_profiles') }}
    where grouping in ('user_api', 'user') and not is_dormant
),

-- Long windows are drawn in steps of several weeks, so that a chart has at most 60 of them.
period as (
    select
        window_start,
        1 + window_days // 421 as week_count,
        greatest(window_days // (7 * week_count), 1) as step_count
    from {{ ref('int_period') }}
),

steps as (
    select
        week_count,
        unnest(range(step_count)) as step_number,
        window_start + cast(step_number * 7 * week_count as integer) as week_start
    from period
),

-- Added up by number, before the days know their groups.
series_weeks as (
    select
        whole_days.series_id,
        period.week_count,
        {{ days_between('period.window_start', 'whole_days.usage_date') }} // 7 as week_number,
        sum(whole_days.call_count) as call_count
    from whole_days
    cross join period
    group by all
),

group_steps as (
    select
        group_members.group_key,
        cast(sum(series_weeks.call_count) as double) as calls,
        series_weeks.week_number // series_weeks.week_count as step_number,
        count(*) as active_weeks
    from series_weeks
    inner join group_members on series_weeks.series_id = group_members.series_id
    group by all
)

select
    group_profiles.grouping,
    group_profiles.api_type,
    group_profiles.group_id,
    group_profiles.group_key,
    steps.week_start,
    steps.week_count,
    coalesce(group_steps.active_weeks, 0) / steps.week_count as active_users,
    coalesce(group_steps.calls, 0) / steps.week_count as weekly_calls
from group_profiles
cross join steps
left join group_steps
    on
        group_profiles.group_key = group_steps.group_key
        and steps.step_number = group_steps.step_number

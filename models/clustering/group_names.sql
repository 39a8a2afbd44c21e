with group_medians as (
    select * from {{ ref('group_medians') }}
),

period as (
    select * from {{ ref('int_period') }}
),

described_groups as (
    select
        group_medians.grouping,
        group_medians.api_type,
        group_medians.group_id,
        group_medians.user_count,
        group_medians.call_count,
        case
            when group_medians.group_id = -1 then 'Outliers'
            when group_medians.use_days < 2 then 'One day'
            when
                group_medians.use_days >= 5
                and group_medians.days_since_last_use >= period.period_days / 4
                then 'Former regulars'
            when group_medians.use_days <= 5 and group_medians.use_duration <= 14 then 'A few days'
            when group_medians.use_days <= 5 then 'Now and then'
            when
                group_medians.use_density >= 0.5 and group_medians.weekend_share < 0.05
                then 'Working days'
            when group_medians.trend_relative >= 1.5 then 'Growing'
            when group_medians.use_density >= 0.75 then 'Every day'
            when group_medians.same_weekday_share >= 0.6 then 'Weekly'
            when group_medians.use_density >= 0.35 then 'Most days'
            else 'Regular, with gaps'
        end as habit,
        case
            when group_medians.group_id = -1 then ''
            when group_medians.typical_calls_log10 < 1 then ', few calls'
            when group_medians.typical_calls_log10 < 2 then ', tens of calls'
            when group_medians.typical_calls_log10 < 3 then ', hundreds of calls'
            when group_medians.typical_calls_log10 < 6 then ', thousands of calls'
            else ', millions of calls'
        end as volume
    from group_medians
    cross join period
),

numbered_groups as (
    select
        *,
        row_number() over (
            partition by grouping, api_type, habit, volume order by user_count desc, group_id asc
        ) as namesake
    from described_groups
)

select
    grouping,
    api_type,
    group_id,
    habit || volume || case when namesake > 1 then ' (' || namesake || ')' else '' end as group_name
from numbered_groups

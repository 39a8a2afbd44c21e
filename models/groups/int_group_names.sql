with group_medians as (
    select * from {{ ref('int_group_medians') }}
),

group_api_combinations as (
    select * from {{ ref('int_group_api_combinations') }}
),

group_shape_names as (
    select * from {{ ref('int_group_shape_names') }}
),

period as (
    select * from {{ ref('int_period') }}
),

-- What the median user of the group does, by the same limits for every API type.
habits as (
    select
        group_medians.*,
        case
            when group_medians.use_days < 2 then 'one day'
            when
                group_medians.use_days >= 5
                and group_medians.days_since_last_use >= period.period_days / 4
                then 'former regulars'
            when group_medians.use_days < 6 and group_medians.use_duration <= 14 then 'a few days'
            when group_medians.use_days < 6 then 'now and then'
            when group_medians.trend_relative >= 1.5 then 'growing'
            when
                group_medians.use_density >= 0.5 and group_medians.weekend_share < 0.05
                then 'working days'
            when group_medians.use_density >= 0.75 then 'every day'
            when group_medians.same_weekday_share >= 0.6 then 'weekly'
            when group_medians.use_density >= 0.35 then 'most days'
            else 'regular, with gaps'
        end as habit,
        case
            when group_medians.typical_calls_log10 < 1 then 'few calls'
            when group_medians.typical_calls_log10 < 2 then 'tens of calls'
            when group_medians.typical_calls_log10 < 3 then 'hundreds of calls'
            when group_medians.typical_calls_log10 < 6 then 'thousands of calls'
            else 'millions of calls'
        end as volume
    from group_medians
    cross join period
),

plain_names as (
    select
        habits.grouping,
        habits.api_type,
        habits.group_key,
        habits.group_id,
        habits.user_count,
        case
            when habits.grouping = 'shape' then group_shape_names.shape_name
            when habits.group_id = -1 then 'outliers'
            when habits.grouping = 'user' then group_api_combinations.mix || ': ' || habits.habit
            else habits.habit || ', ' || habits.volume
        end as plain_name
    from habits
    left join group_api_combinations on habits.group_key = group_api_combinations.group_key
    left join group_shape_names on habits.group_key = group_shape_names.group_key
),

-- Names of API types may differ in the case of their first letter alone.
capitalised_names as (
    select
        * exclude (plain_name),
        upper(left(plain_name, 1)) || substr(plain_name, 2) as shown_name
    from plain_names
),

numbered_names as (
    select
        *,
        row_number() over (
            partition by grouping, api_type, shown_name order by user_count desc, group_id asc
        ) as namesake
    from capitalised_names
)

select
    group_key,
    shown_name || case when namesake > 1 then ' (' || namesake || ')' else '' end as group_name
from numbered_names

with whole_days as (
    select * from {{ ref('int_series_days__all_weeks') }}
),

group_members as (
    select * from {{ ref('int_group_members') }}
    where grouping in ('user_api', 'user')
),

weekdays as (
    select
        group_members.grouping,
        group_members.api_type,
        group_members.group_id,
        {{ day_of_week('whole_days.usage_date') }} as day_of_week,
        count(*) as use_days
    from whole_days
    inner join group_members on whole_days.series_id = group_members.series_id
    group by all
)

select
    *,
    use_days / sum(use_days) over (partition by grouping, api_type, group_id) as day_share
from weekdays

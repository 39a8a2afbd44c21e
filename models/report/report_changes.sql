with group_history as (
    select
        grouping,
        api_type,
        user_id,
        as_of_date,
        case when lifecycle = 'dormant' then 'dormant' else group_key end as group_key
    from {{ ref('group_history') }}
),

last_days as (
    select
        as_of_date,
        max(as_of_date) over () as last_as_of_date
    from group_history
    group by as_of_date
),

-- Four weeks before the last day, or as many as the history has.
compared_days as (
    select
        max(as_of_date) as as_of_date,
        coalesce(
            max(as_of_date) filter (
                where as_of_date <= {{ days_before('last_as_of_date', outlook_days()) }}
            ),
            min(as_of_date)
        ) as earlier_as_of_date
    from last_days
    having count(*) > 1
)

-- Who has a row on one as-of day has one on all later days.
select
    later.grouping,
    later.api_type,
    compared_days.earlier_as_of_date,
    compared_days.as_of_date,
    later.group_key as to_key,
    coalesce(earlier.group_key, 'new') as from_key,
    count(*) as users
from compared_days
inner join group_history as later on compared_days.as_of_date = later.as_of_date
left join group_history as earlier
    on
        compared_days.earlier_as_of_date = earlier.as_of_date
        and later.grouping = earlier.grouping
        and later.api_type is not distinct from earlier.api_type
        and later.user_id = earlier.user_id
group by all

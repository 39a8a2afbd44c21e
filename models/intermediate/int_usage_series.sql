with grouped_days as (
    select * from {{ ref('int_grouped_days') }}
),

period as (
    select * from {{ ref('int_period') }}
),

parts as (
    select distinct
        grouped_days.user_id,
        grouped_days.api_type,
        {{ week_part('grouped_days.usage_date', 'period.period_start') }} as part
    from grouped_days
    cross join period
),

users as (
    select
        user_id,
        api_type,
        row_number() over (partition by api_type order by user_id) as user_number,
        count(*) over (partition by api_type) as user_count
    from parts
    group by user_id, api_type
),

-- All users of a type, or so many of them, evenly spaced.
compared_users as (
    select
        user_id,
        api_type
    from users
    where
        floor(user_number * {{ whole_number('most_compared_users', 100) }} / user_count)
        > floor((user_number - 1) * {{ whole_number('most_compared_users', 100) }} / user_count)
),

series as (
    select
        user_id,
        api_type,
        'all weeks' as part
    from users
    union all
    select parts.*
    from parts
    inner join compared_users
        on
            parts.user_id = compared_users.user_id
            and parts.api_type is not distinct from compared_users.api_type
)

select
    row_number() over (order by user_id, api_type, part) as series_id,
    user_id,
    api_type,
    part
from series

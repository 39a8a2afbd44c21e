with usage_days as (
    select * from {{ ref('int_usage_days') }}
),

user_api_types as (
    select
        user_id,
        api_type
    from usage_days
    group by user_id, api_type
),

users as (
    select
        user_id,
        api_type
    from user_api_types
    union all
    select
        user_id,
        null as api_type
    from user_api_types
    group by user_id
),

numbered_users as (
    select
        user_id,
        api_type,
        row_number() over (partition by api_type order by user_id) as user_number,
        count(*) over (partition by api_type) as user_count
    from users
),

-- All users of a type, or so many of them, evenly spaced.
compared_users as (
    select
        user_id,
        api_type
    from numbered_users
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
    select
        user_id,
        api_type,
        'odd weeks' as part
    from compared_users
    union all
    select
        user_id,
        api_type,
        'even weeks' as part
    from compared_users
)

select
    {{ series_number('api_type, user_id, part') }} as series_id,
    user_id,
    api_type,
    part
from series

with user_moves as (
    select * from {{ ref('user_moves') }}
),

whole_users as (
    select distinct user_id
    from user_moves
    where grouping = 'user'
),

-- A move within an API type is listed where the user has none of all the use.
listed as (
    select user_moves.*
    from user_moves
    left join whole_users on user_moves.user_id = whole_users.user_id
    where user_moves.grouping = 'user' or whole_users.user_id is null
)

select
    grouping,
    user_id,
    api_type,
    moved_on,
    confirmed_on,
    from_key,
    from_name,
    to_key,
    to_name,
    calls_before,
    calls_after,
    reason_1,
    reason_2,
    reason_3,
    row_number() over (
        order by
            abs(calls_after - calls_before) desc,
            moved_on desc,
            user_id asc,
            api_type asc nulls first
    ) as rank
from listed
qualify rank <= 10

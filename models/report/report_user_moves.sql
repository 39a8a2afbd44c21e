with user_moves as (
    select * from {{ ref('user_moves') }}
),

period as (
    select * from {{ ref('int_period') }}
),

-- Of a user the last.
late_moves as (
    select user_moves.*
    from user_moves
    cross join period
    where {{ days_between('user_moves.confirmed_on', 'period.period_end') }} < {{ outlook_days() }}
    qualify
        row_number() over (
            partition by user_moves.grouping, user_moves.api_type, user_moves.user_id
            order by user_moves.moved_on desc
        ) = 1
),

whole_users as (
    select distinct user_id
    from late_moves
    where grouping = 'user'
),

-- A move within an API type is listed where the user has none of all the use.
listed as (
    select late_moves.*
    from late_moves
    left join whole_users on late_moves.user_id = whole_users.user_id
    where late_moves.grouping = 'user' or whole_users.user_id is null
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

with previous_users as (
    select * from {{ source('previous', 'users') }}
),

previous_days as (
    select * from {{ source('previous', 'days') }}
),

usage_days as (
    select * from {{ ref('int_usage_days') }}
),

users as (
    select distinct user_id
    from usage_days
),

period as (
    select * from {{ ref('int_period') }}
),

-- Nobody is known of a file that was pinned: it is taken at its word.
shared_users as (
    select
        count(*) as previous_count,
        count(users.user_id) as shared_count
    from previous_users
    left join users on previous_users.user_id = users.user_id
),

-- Other companies have users 1, 2, 3 too: they do not use the same on the same days.
shared_days as (
    select
        count(*) as previous_count,
        count(usage_days.user_id) as shared_count
    from previous_days
    inner join period
        on previous_days.usage_date between period.period_start and period.period_end
    left join usage_days
        on
            previous_days.user_id = usage_days.user_id
            and previous_days.api_type = usage_days.api_type
            and previous_days.usage_date = usage_days.usage_date
            and previous_days.call_count = usage_days.call_count
)

select
    shared_users.shared_count >= 0.1 * shared_users.previous_count
    and shared_days.shared_count >= 0.1 * shared_days.previous_count as is_same_source
from shared_users
cross join shared_days

with watch_reasons as (
    select * from {{ ref('int_watch_reasons') }}
),

watch_actions as (
    select * from {{ ref('watch_actions') }}
),

whole_users as (
    select * from watch_reasons
    where grouping = 'user'
),

-- A user is listed with an API type where that is not what all of the use is listed for.
listed as (
    select watch_reasons.*
    from watch_reasons
    left join whole_users on watch_reasons.user_id = whole_users.user_id
    where watch_reasons.grouping = 'user' or whole_users.user_id is null
)

select
    listed.user_id,
    listed.api_type,
    listed.group_key,
    listed.group_id,
    listed.group_name,
    listed.lifecycle,
    listed.reason,
    {{ watch_details('listed') }} as details,
    watch_actions.action,
    listed.risk,
    listed.risk_low,
    listed.risk_high,
    listed.alike,
    listed.calls_at_stake,
    row_number() over (
        order by
            listed.calls_at_stake * coalesce(listed.risk, 1) desc,
            listed.calls_at_stake desc,
            listed.user_id asc,
            listed.api_type asc nulls first
    ) as rank
from listed
left join watch_actions on listed.reason = watch_actions.reason
order by rank

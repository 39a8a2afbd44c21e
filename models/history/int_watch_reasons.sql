with watched_users as (
    select * from {{ ref('int_watched_users') }}
),

watch_risks as (
    select * from {{ ref('int_watch_risks') }}
),

rated as (
    select
        watched_users.*,
        watch_risks.outcomes as alike,
        watch_risks.risk,
        {{ wilson_low(
            'watch_risks.risk * watch_risks.independent_outcomes', 'watch_risks.independent_outcomes'
        ) }} as risk_low,
        {{ wilson_high(
            'watch_risks.risk * watch_risks.independent_outcomes', 'watch_risks.independent_outcomes'
        ) }} as risk_high
    from watched_users
    left join watch_risks
        on
            watched_users.grouping = watch_risks.grouping
            and watched_users.api_type is not distinct from watch_risks.api_type
            and watched_users.user_id = watch_risks.user_id
)

select
    * exclude (own_reason),
    coalesce(own_reason, 'of a kind that stops') as reason
from rated
where calls_at_stake > 0 and (own_reason is not null or risk >= {{ least_risk() }})

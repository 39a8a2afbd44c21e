with watched_users as (
    select * from {{ ref('int_watched_users') }}
),

risks as (
    select * from {{ ref('int_risks') }}
)

select
    watched_users.grouping,
    watched_users.api_type,
    watched_users.user_id,
    risks.outcomes,
    risks.silent_users / risks.outcomes as risk,
    risks.independent_outcomes
from watched_users
inner join risks
    on
        watched_users.grouping = risks.grouping
        and (risks.width = 4 or watched_users.api_type is not distinct from risks.api_type)
        and watched_users.recency_band = risks.recency_band
        and (risks.group_key is null or watched_users.group_key = risks.group_key)
        and (risks.is_falling is null or watched_users.is_falling = risks.is_falling)
qualify row_number() over (
    partition by watched_users.grouping, watched_users.api_type, watched_users.user_id
    order by risks.width < 4 and risks.outcomes < 30, risks.width
) = 1

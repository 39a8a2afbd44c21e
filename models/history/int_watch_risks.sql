with watch_reasons as (
    select * from {{ ref('int_watch_reasons') }}
),

risks as (
    select * from {{ ref('int_risks') }}
)

select
    watch_reasons.grouping,
    watch_reasons.api_type,
    watch_reasons.user_id,
    risks.width,
    risks.outcomes,
    risks.silent_users
from watch_reasons
inner join risks
    on
        watch_reasons.grouping = risks.grouping
        and watch_reasons.api_type is not distinct from risks.api_type
        and watch_reasons.recency_band = risks.recency_band
        and (risks.group_key is null or watch_reasons.group_key = risks.group_key)
        and (risks.is_falling is null or watch_reasons.is_falling = risks.is_falling)
qualify row_number() over (
    partition by watch_reasons.grouping, watch_reasons.api_type, watch_reasons.user_id
    order by risks.width < 3 and risks.outcomes < 30, risks.width
) = 1

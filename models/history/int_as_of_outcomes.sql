with as_of_labels as (
    select * from {{ ref('int_as_of_labels') }}
),

outcome_days as (
    select * from {{ ref('int_outcome_days') }}
)

select
    as_of_labels.grouping,
    as_of_labels.api_type,
    as_of_labels.user_id,
    as_of_labels.as_of_date,
    as_of_labels.group_key,
    as_of_labels.is_dormant,
    as_of_labels.days_since_last_use,
    as_of_labels.use_days,
    as_of_labels.total_calls,
    {{ recency_band('as_of_labels') }} as recency_band,
    {{ is_falling('as_of_labels') }} as is_falling,
    as_of_labels.recent_calls as calls_before,
    outcomes.recent_calls as calls_after,
    outcomes.last_used_on <= as_of_labels.as_of_date as is_silent,
    outcomes.recent_calls > as_of_labels.recent_calls as has_grown
from as_of_labels
inner join outcome_days on as_of_labels.as_of_date = outcome_days.as_of_date
inner join as_of_labels as outcomes
    on
        outcome_days.outcome_date = outcomes.as_of_date
        and as_of_labels.grouping = outcomes.grouping
        and as_of_labels.api_type is not distinct from outcomes.api_type
        and as_of_labels.user_id = outcomes.user_id

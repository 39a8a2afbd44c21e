with group_keys as (
    select * from {{ ref('int_group_keys') }}
),

as_of_outcomes as (
    select * from {{ ref('int_as_of_outcomes') }}
),

outcome_fits as (
    select * from {{ ref('int_outcome_fits') }}
),

counts as (
    select
        group_key,
        count(distinct user_id) as users,
        count(*) as outcomes,
        count(distinct as_of_date) as as_of_days,
        count(*) filter (where is_silent) as silent_users,
        count(*) filter (where has_grown) as grown_users
    from as_of_outcomes
    group by group_key
)

select
    group_keys.grouping,
    group_keys.api_type,
    group_keys.group_key,
    group_keys.group_id,
    group_keys.group_name,
    coalesce(counts.users, 0) as users,
    coalesce(counts.outcomes, 0) as outcomes,
    counts.as_of_days,
    counts.silent_users / counts.outcomes as silent_share,
    {{ wilson_low('counts.silent_users', 'counts.outcomes') }} as silent_share_low,
    {{ wilson_high('counts.silent_users', 'counts.outcomes') }} as silent_share_high,
    counts.grown_users / counts.outcomes as grew_share,
    {{ wilson_low('counts.grown_users', 'counts.outcomes') }} as grew_share_low,
    {{ wilson_high('counts.grown_users', 'counts.outcomes') }} as grew_share_high,
    outcome_fits.group_deviance,
    outcome_fits.group_r2,
    outcome_fits.recency_deviance,
    outcome_fits.recency_r2,
    outcome_fits.rfm_deviance,
    outcome_fits.rfm_r2
from group_keys
left join counts on group_keys.group_key = counts.group_key
left join outcome_fits
    on
        group_keys.grouping = outcome_fits.grouping
        and group_keys.api_type is not distinct from outcome_fits.api_type
order by
    group_keys.grouping asc,
    group_keys.api_type asc nulls first,
    group_keys.group_key asc

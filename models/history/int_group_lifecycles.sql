with confirmed_groups as {{ not_materialized() }} (
    select * from {{ ref('int_confirmed_groups') }}
),

last_days as (
    select max(as_of_date) as last_as_of_date
    from confirmed_groups
),

-- The day of a change is the first of the two as-of days that told it.
spells as (
    select
        grouping,
        api_type,
        user_id,
        max(case when is_change then earlier_as_of_date end) as changed_on,
        min(case when confirmed_key is not null then as_of_date end) as first_seen_on,
        max_by(earlier_confirmed_key, as_of_date) filter (where is_change) as previous_group_key
    from confirmed_groups
    group by {{ one_series() }}
)

select
    confirmed_groups.grouping,
    confirmed_groups.api_type,
    confirmed_groups.user_id,
    confirmed_groups.lifecycle,
    coalesce(spells.changed_on, spells.first_seen_on) as group_since,
    spells.previous_group_key,
    confirmed_groups.recent_calls,
    confirmed_groups.earlier_calls
from confirmed_groups
inner join last_days on confirmed_groups.as_of_date = last_days.last_as_of_date
inner join spells
    on
        confirmed_groups.grouping = spells.grouping
        and confirmed_groups.api_type is not distinct from spells.api_type
        and confirmed_groups.user_id = spells.user_id

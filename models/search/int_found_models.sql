with group_search as (
    select * from {{ ref('group_search') }}
    where is_selected
),

-- A search has an outcome; otherwise users were given to the groups that are stored.
shape_search as (
    select
        'shape' as grouping,
        false as is_tier,
        *
    from {{ ref('shape_search') }}
    where is_selected and outcome is not null
),

searches as (
    select * from group_search
    union all by name
    select * from shape_search
)

select -- noqa: ST06
    grouping,
    api_type,
    coalesce(is_tier, false) as is_tier,
    outcome,
    reason,
    gain,
    model
from searches

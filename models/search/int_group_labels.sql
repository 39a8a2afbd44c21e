{{ config(materialized='view') }}

with group_search as (
    select * from {{ ref('group_search') }}
    where is_selected
),

shape_search as (
    select * from {{ ref('shape_search') }}
    where is_selected
),

-- Members are lists of several values, which become columns.
labels as (
    select
        grouping,
        api_type,
        {{ part_key('grouping', 'api_type') }} as part_key,
        unnest(members, recursive := true) -- noqa: AL03
    from group_search
    union all by name
    select
        'shape' as grouping,
        {{ part_key("'shape'", 'null') }} as part_key, -- noqa: ST01
        unnest(members, recursive := true) -- noqa: AL03
    from shape_search
)

select -- noqa: ST06
    grouping,
    api_type,
    {{ group_key('part_key', 'group_id') }} as group_key,
    group_id,
    series_id,
    kind,
    confidence,
    stability
from labels

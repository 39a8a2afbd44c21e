{{ config(materialized='view') }}

with as_of_dormant as (
    select * from {{ ref('int_as_of_dormant') }}
),

dormant_groups as (
    select * from {{ ref('int_dormant_groups') }}
),

as_of_columns as (
    select * from {{ ref('int_as_of_columns') }}
),

group_models as (
    select * from {{ ref('int_group_models') }}
),

-- Of an API type that nobody has used in the window there are no groups to be in before: its
-- history starts when all had stopped.
last_uses as (
    select
        as_of_columns.part_key,
        max(as_of_columns.as_of_date) as last_used_as_of
    from as_of_columns
    inner join group_models on as_of_columns.part_key = group_models.part_key
    where group_models.user_count = 0
    group by as_of_columns.part_key
)

select
    as_of_dormant.grouping,
    as_of_dormant.api_type,
    as_of_dormant.user_id,
    dormant_groups.part_key,
    as_of_dormant.series_id,
    as_of_dormant.as_of_date,
    dormant_groups.group_id,
    1.0 as confidence,
    1.0 as clearness,
    false as is_far,
    false as beyond_range,
    true as is_dormant,
    as_of_dormant.last_used_on,
    {{ days_between('as_of_dormant.last_used_on', 'as_of_dormant.as_of_date') }}
        as days_since_last_use,
    0 as total_calls,
    0 as recent_calls,
    0 as earlier_calls
from as_of_dormant
inner join dormant_groups
    on
        as_of_dormant.grouping = dormant_groups.grouping
        and as_of_dormant.api_type is not distinct from dormant_groups.api_type
left join last_uses on dormant_groups.part_key = last_uses.part_key
where coalesce(as_of_dormant.as_of_date > last_uses.last_used_as_of, true)

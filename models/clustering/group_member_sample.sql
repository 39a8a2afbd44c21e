{% set most = 2000 %}

with group_members as (
    select * from {{ ref('group_members') }}
),

places as (
    select
        *,
        row_number() over (
            partition by grouping, api_type order by group_id, user_id, used_api_type
        ) - 1 as place,
        lag(group_id) over (
            partition by grouping, api_type order by group_id, user_id, used_api_type
        ) as group_before,
        count(*) over (partition by grouping, api_type) as member_count
    from group_members
)

select * exclude (place, group_before, member_count)
from places
where
    -- Evenly spaced, and the first of each group.
    place * {{ most }} % member_count < {{ most }}
    or group_before is distinct from group_id

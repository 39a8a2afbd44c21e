{% set most = 2000 %}

with group_members as {{ not_materialized() }} (
    select * from {{ ref('int_group_members') }}
),

-- Without their features, so that very many users can be put in order.
places as (
    select
        group_key,
        series_id,
        row_number() over ordered_members - 1 as place,
        lag(group_key) over ordered_members as group_before,
        count(*) over (partition by grouping, api_type) as member_count
    from group_members
    window
        ordered_members as (
            partition by grouping, api_type order by group_id, user_id, used_api_type
        )
),

-- Evenly spaced, and the first of each group.
sample as (
    select *
    from places
    where
        place * {{ most }} % member_count < {{ most }}
        or group_before is distinct from group_key
)

select group_members.*
from group_members
inner join sample
    on
        group_members.group_key = sample.group_key
        and group_members.series_id = sample.series_id

{{ config(materialized='view') }}

with group_members as {{ not_materialized() }} (
    select * from {{ ref('int_group_members') }}
),

sizes as (
    select
        grouping,
        api_type,
        group_id,
        count(*) as group_users,
        sum(count(*)) over (partition by grouping, api_type) as all_users
    from group_members
    group by grouping, api_type, group_id
)

select
    group_members.*,
    sizes.group_users,
    sizes.all_users,
    {{ in_sample('group_members.user_id', 'sizes.all_users') }} as stands_for_all
from group_members
inner join sizes
    on
        group_members.grouping = sizes.grouping
        and group_members.api_type is not distinct from sizes.api_type
        and group_members.group_id = sizes.group_id
where {{ in_sample('group_members.user_id', 'sizes.group_users') }} or stands_for_all

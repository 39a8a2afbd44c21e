{{ config(materialized='view') }}

with group_members as {{ not_materialized() }} (
    select * from {{ ref('int_group_members') }}
),

sizes as (
    select
        group_key,
        count(*) as group_users,
        sum(count(*)) over (partition by grouping, api_type) as all_users
    from group_members
    group by grouping, api_type, group_key
)

select
    group_members.*,
    sizes.group_users,
    sizes.all_users,
    {{ in_sample('group_members.user_id', 'sizes.all_users') }} as stands_for_all
from group_members
inner join sizes on group_members.group_key = sizes.group_key
where {{ in_sample('group_members.user_id', 'sizes.group_users') }} or stands_for_all

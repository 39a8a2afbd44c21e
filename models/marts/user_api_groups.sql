with group_members_named as (
    select * exclude (grouping, stability, is_tier, used_api_type, series_id)
    from {{ ref('int_group_members_named') }}
    where grouping = 'user_api'
),

dormant_members as (
    select * exclude (grouping)
    from {{ ref('int_dormant_members') }}
    where grouping = 'user_api'
),

group_lifecycles as (
    select * exclude (grouping)
    from {{ ref('int_group_lifecycles') }}
    where grouping = 'user_api'
),

all_members as (
    select * from group_members_named
    union all by name
    select * from dormant_members
)

-- The contract puts the columns in order.
select
    all_members.*,
    group_lifecycles.* exclude (group_lifecycles.user_id, group_lifecycles.api_type)
from all_members
inner join group_lifecycles
    on
        all_members.user_id = group_lifecycles.user_id
        and all_members.api_type = group_lifecycles.api_type
order by all_members.api_type, all_members.user_id

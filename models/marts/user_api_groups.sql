with group_members_named as (
    select * from {{ ref('int_group_members_named') }}
    where grouping = 'user_api'
)

-- The contract puts the columns in order.
select * exclude (grouping, stability, is_tier, used_api_type, series_id)
from group_members_named
order by api_type, user_id

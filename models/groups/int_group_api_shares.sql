with group_members as {{ not_materialized() }} (
    select * from {{ ref('int_group_members') }}
),

group_medians as (
    select * from {{ ref('int_group_medians') }}
),

user_api_shares as (
    select * from {{ ref('int_user_api_shares') }}
),

-- A shape belongs to the use of one type, the other groups to users with all that they use.
member_shares as (
    select
        group_key,
        used_api_type as mixed_api_type,
        1 as call_share,
        1 as day_share
    from group_members
    where grouping = 'shape'
    union all
    select
        group_members.group_key,
        user_api_shares.api_type as mixed_api_type,
        user_api_shares.call_share,
        user_api_shares.day_part as day_share
    from group_members
    inner join user_api_shares on group_members.user_id = user_api_shares.user_id
    where group_members.grouping <> 'shape'
)

select
    member_shares.group_key,
    member_shares.mixed_api_type,
    {{ exact_sum('member_shares.call_share') }} / max(group_medians.user_count) as call_share,
    {{ exact_sum('member_shares.day_share') }} / max(group_medians.user_count) as day_share
from member_shares
inner join group_medians on member_shares.group_key = group_medians.group_key
group by member_shares.group_key, member_shares.mixed_api_type

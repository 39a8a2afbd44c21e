with group_members as (
    select * from {{ ref('group_members') }}
),

group_medians as (
    select * from {{ ref('group_medians') }}
),

usage_features as (
    select * from {{ ref('int_usage_features') }}
    where part = 'all weeks' and api_type is not null
),

-- A shape belongs to the use of one type, the other groups to users with all that they use.
member_shares as (
    select
        group_members.grouping,
        group_members.api_type,
        group_members.group_id,
        usage_features.api_type as mixed_api_type,
        cast(usage_features.total_calls as double)
        / cast(sum(usage_features.total_calls) over one_member as double) as call_share,
        usage_features.use_days / sum(usage_features.use_days) over one_member as day_share
    from group_members
    inner join usage_features
        on
            group_members.user_id = usage_features.user_id
            and (
                group_members.grouping != 'shape'
                or group_members.used_api_type = usage_features.api_type
            )
    window one_member as (
        partition by group_members.grouping, group_members.user_id, group_members.used_api_type
    )
)

select
    member_shares.grouping,
    member_shares.api_type,
    member_shares.group_id,
    member_shares.mixed_api_type,
    {{ exact_sum('member_shares.call_share') }} / max(group_medians.user_count) as call_share,
    {{ exact_sum('member_shares.day_share') }} / max(group_medians.user_count) as day_share
from member_shares
inner join group_medians
    on
        member_shares.grouping = group_medians.grouping
        and member_shares.api_type is not distinct from group_medians.api_type
        and member_shares.group_id = group_medians.group_id
group by
    member_shares.grouping,
    member_shares.api_type,
    member_shares.group_id,
    member_shares.mixed_api_type

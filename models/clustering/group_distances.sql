with group_members as (
    select
        *,
        case when grouping = 'shape' then 'shape' else 'behaviour' end as aspect
    from {{ ref('group_members') }}
),

compared_features as (
    select * from {{ ref('int_compared_features') }}
),

differences as (
    select
        group_members.grouping,
        group_members.api_type,
        group_members.group_id,
        group_members.user_id,
        group_members.used_api_type,
        abs(
            compared_features.feature_value
            - median(compared_features.feature_value) over one_feature
        ) as difference
    from group_members
    inner join compared_features
        on
            group_members.aspect = compared_features.aspect
            and group_members.user_id = compared_features.user_id
            and group_members.used_api_type is not distinct from compared_features.api_type
    window one_feature as (
        partition by
            group_members.grouping,
            group_members.api_type,
            group_members.group_id,
            compared_features.feature
    )
)

select
    grouping,
    api_type,
    group_id,
    user_id,
    used_api_type,
    {{ exact_sum('difference') }} as distance
from differences
group by grouping, api_type, group_id, user_id, used_api_type

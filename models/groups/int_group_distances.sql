with group_members as (
    select
        *,
        case when grouping = 'shape' then 'shape' else 'behaviour' end as aspect
    from {{ ref('int_group_members_sampled') }}
),

compared_features as (
    select * from {{ ref('int_clustering_features_unpivoted') }}
),

member_features as (
    select
        group_members.grouping,
        group_members.api_type,
        group_members.group_id,
        group_members.user_id,
        group_members.used_api_type,
        compared_features.feature,
        compared_features.feature_value
    from group_members
    inner join compared_features
        on
            group_members.aspect = compared_features.aspect
            and group_members.user_id = compared_features.user_id
            and group_members.used_api_type is not distinct from compared_features.api_type
),

centres as (
    select
        grouping,
        api_type,
        group_id,
        feature,
        median(feature_value) as centre
    from member_features
    group by grouping, api_type, group_id, feature
)

select
    member_features.grouping,
    member_features.api_type,
    member_features.group_id,
    member_features.user_id,
    member_features.used_api_type,
    {{ exact_sum('abs(member_features.feature_value - centres.centre)') }} as distance
from member_features
inner join centres
    on
        member_features.grouping = centres.grouping
        and member_features.api_type is not distinct from centres.api_type
        and member_features.group_id = centres.group_id
        and member_features.feature = centres.feature
group by
    member_features.grouping,
    member_features.api_type,
    member_features.group_id,
    member_features.user_id,
    member_features.used_api_type

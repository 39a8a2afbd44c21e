with group_members as (
    select * from {{ ref('int_group_members_sampled') }}
),

compared_features as (
    select * from {{ ref('int_clustering_features_unpivoted') }}
),

member_features as (
    select
        group_members.grouping,
        group_members.group_key,
        group_members.series_id,
        group_members.user_id,
        compared_features.feature,
        compared_features.feature_value
    from group_members
    inner join compared_features
        on
            group_members.grouping = compared_features.grouping
            and group_members.series_id = compared_features.series_id
),

centres as (
    select
        group_key,
        feature,
        median(feature_value) as centre
    from member_features
    group by group_key, feature
)

select
    member_features.grouping,
    member_features.group_key,
    member_features.series_id,
    member_features.user_id,
    {{ exact_sum('abs(member_features.feature_value - centres.centre)') }} as distance
from member_features
inner join centres
    on
        member_features.group_key = centres.group_key
        and member_features.feature = centres.feature
group by
    member_features.grouping,
    member_features.group_key,
    member_features.series_id,
    member_features.user_id

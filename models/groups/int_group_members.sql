with group_labels as (
    select * from {{ ref('int_group_labels') }}
),

usage_features as (
    select
        * exclude (
            api_type, part, whole_series_id,
            is_whole_user, is_compared_in_type, is_compared_among_users
        ),
        api_type as used_api_type
    from {{ ref('int_usage_features') }}
    where part = 'all weeks'
)

-- The API type of the group, and that of the usage: shapes and whole users know no type.
select
    group_labels.grouping,
    group_labels.api_type,
    group_labels.group_key,
    group_labels.group_id,
    group_labels.confidence,
    group_labels.is_far,
    group_labels.stability,
    group_labels.is_tier,
    usage_features.* replace (
        case when group_labels.grouping <> 'user' then usage_features.used_api_type end
            as used_api_type
    )
from group_labels
inner join usage_features on group_labels.series_id = usage_features.series_id

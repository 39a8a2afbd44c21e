with user_api_labels as (
    select * from {{ ref('int_user_api_labels') }}
),

user_labels as (
    select * from {{ ref('int_user_labels') }}
),

shape_labels as (
    select * from {{ ref('int_shape_labels') }}
),

usage_features as (
    select
        * exclude (api_type, part),
        api_type as used_api_type
    from {{ ref('int_usage_features') }}
    where part = 'all weeks'
),

-- The API type of the group, and that of the usage: shapes and whole users know no type.
labels as (
    select
        'user_api' as grouping,
        api_type,
        user_id,
        api_type as used_api_type,
        group_id,
        confidence,
        stability
    from user_api_labels
    union all
    select
        'user' as grouping,
        null as api_type,
        user_id,
        null as used_api_type,
        group_id,
        confidence,
        stability
    from user_labels
    union all
    select
        'shape' as grouping,
        null as api_type,
        user_id,
        api_type as used_api_type,
        group_id,
        confidence,
        stability
    from shape_labels
)

select
    labels.grouping,
    labels.api_type,
    labels.group_id,
    labels.confidence,
    labels.stability,
    usage_features.*
from labels
inner join usage_features
    on
        labels.user_id = usage_features.user_id
        and labels.used_api_type is not distinct from usage_features.used_api_type

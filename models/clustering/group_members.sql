with user_api_labels as (
    select * from {{ ref('user_api_labels') }}
),

user_labels as (
    select * from {{ ref('user_labels') }}
),

usage_features as (
    select * exclude (part)
    from {{ ref('int_usage_features') }}
    where part = 'all weeks'
),

labels as (
    select 'user_api' as grouping, * from user_api_labels
    union all
    select 'user' as grouping, * replace (cast(null as varchar) as api_type) from user_labels
)

select
    labels.grouping,
    labels.group_id,
    labels.confidence,
    labels.stability,
    usage_features.*
from labels
inner join usage_features
    on
        labels.user_id = usage_features.user_id
        and labels.api_type is not distinct from usage_features.api_type

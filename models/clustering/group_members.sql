with user_api_labels as (
    select * from {{ ref('user_api_labels') }}
),

usage_features as (
    select * from {{ ref('int_usage_features') }}
)

select
    'user_api' as grouping,
    user_api_labels.group_id,
    user_api_labels.confidence,
    user_api_labels.stability,
    usage_features.*
from user_api_labels
inner join usage_features
    on
        user_api_labels.user_id = usage_features.user_id
        and user_api_labels.api_type = usage_features.api_type

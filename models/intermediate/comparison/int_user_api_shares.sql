with user_api_features as {{ not_materialized() }} (
    select * from {{ ref('int_user_api_features') }}
),

user_features as (
    select * from {{ ref('int_user_features') }}
)

select
    user_api_features.user_id,
    user_api_features.api_type,
    cast(user_api_features.total_calls as double) / cast(user_features.total_calls as double)
        as call_share,
    user_api_features.use_days / user_features.use_days as day_share,
    user_api_features.use_days / sum(user_api_features.use_days) over one_user as day_part
from user_api_features
inner join user_features on user_api_features.user_id = user_features.user_id
window one_user as (partition by user_api_features.user_id)

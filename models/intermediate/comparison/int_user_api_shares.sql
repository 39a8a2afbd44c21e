with usage_features as {{ not_materialized() }} (
    select * from {{ ref('int_usage_features') }}
    where part = 'all weeks'
),

user_features as (
    select * from usage_features
    where api_type is null
)

select
    usage_features.user_id,
    usage_features.api_type,
    cast(usage_features.total_calls as double) / cast(user_features.total_calls as double)
        as call_share,
    usage_features.use_days / user_features.use_days as day_share,
    usage_features.use_days / sum(usage_features.use_days) over one_user as day_part
from usage_features
inner join user_features on usage_features.user_id = user_features.user_id
where usage_features.api_type is not null
window one_user as (partition by usage_features.user_id)

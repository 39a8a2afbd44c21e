with user_api_features as {{ not_materialized() }} (
    select * from {{ ref('int_user_api_features') }}
),

user_features as (
    select * from {{ ref('int_user_features') }}
)

select
    user_api_features.user_id,
    user_api_features.api_type,
    {{ parts_of_users('user_api_features', 'user_features', 'one_user') }}
from user_api_features
inner join user_features on user_api_features.user_id = user_features.user_id
window one_user as (partition by user_api_features.user_id)

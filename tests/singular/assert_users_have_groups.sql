-- Every user that another table names has a row in user_groups.
with named_users as (
    select user_id from {{ ref('usage_features') }}
    union
    select user_id from {{ ref('user_api_groups') }}
    union
    select user_id from {{ ref('user_api_shapes') }}
    union
    select user_id from {{ ref('baseline_groups') }}
    union
    select user_id from {{ ref('usage_labeled') }}
    where group_key is not null
)

select user_id from named_users
except
select user_id from {{ ref('user_groups') }}

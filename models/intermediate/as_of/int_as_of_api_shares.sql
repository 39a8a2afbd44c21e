{{ config(materialized='view') }}

with as_of_features as (
    select * from {{ ref('int_as_of_features') }}
),

user_api_features as (
    select * from as_of_features
    where api_type is not null
),

user_features as (
    select * from as_of_features
    where is_whole_user
)

select
    user_api_features.as_of_date,
    user_api_features.user_id,
    user_api_features.api_type,
    {{ parts_of_users('user_api_features', 'user_features', 'one_user') }}
from user_api_features
inner join user_features
    on
        user_api_features.as_of_date = user_features.as_of_date
        and user_api_features.user_id = user_features.user_id
window one_user as (partition by user_api_features.as_of_date, user_api_features.user_id)

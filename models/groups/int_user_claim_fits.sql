{{ config(materialized='view') }}

with user_claims as (
    select * from {{ ref('int_user_claims') }}
),

group_claims as (
    select * from {{ ref('int_group_claims') }}
)

select
    user_claims.* exclude (
        user_claims.habits,
        user_claims.fates,
        user_claims.mixes,
        user_claims.volume_level,
        user_claims.habit,
        user_claims.fate
    ),
    {{ claims_hold('group_claims') }} as claims_hold
from user_claims
inner join group_claims on user_claims.group_key = group_claims.group_key

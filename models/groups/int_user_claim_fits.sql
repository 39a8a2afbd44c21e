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
    list_contains(user_claims.habits, group_claims.habit)
    and (group_claims.fate is null or list_contains(user_claims.fates, group_claims.fate))
    and (group_claims.mix is null or list_contains(user_claims.mixes, group_claims.mix))
    and user_claims.volume_level between group_claims.lowest_volume and group_claims.highest_volume
        as claims_hold
from user_claims
inner join group_claims on user_claims.group_key = group_claims.group_key

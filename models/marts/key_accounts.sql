with key_accounts as (
    select * from {{ ref('int_key_accounts') }}
),

group_names as (
    select * from {{ ref('int_group_names') }}
),

user_claims as (
    select * from {{ ref('int_user_claims') }}
)

select
    key_accounts.user_id,
    key_accounts.api_type,
    key_accounts.group_key,
    group_names.group_name,
    user_claims.habit || coalesce(', ' || user_claims.fate, '') as habit,
    key_accounts.calls,
    key_accounts.call_share,
    key_accounts.rank,
    key_accounts.use_days,
    key_accounts.last_used_on
from key_accounts
inner join group_names on key_accounts.group_key = group_names.group_key
inner join user_claims
    on
        key_accounts.grouping = user_claims.grouping
        and key_accounts.series_id = user_claims.series_id
order by key_accounts.api_type asc nulls first, key_accounts.rank asc

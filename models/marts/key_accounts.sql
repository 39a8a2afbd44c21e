with key_accounts as (
    select * from {{ ref('int_key_accounts') }}
),

group_names as (
    select * from {{ ref('int_group_names') }}
),

-- Of a user's own claims the first; the last habit is that of a group.
habits as (
    select
        grouping,
        series_id,
        coalesce(
            list_filter(habits[:-2], lambda claim: claim is not null)[1],
            'on ' || use_days || ' days'
        ) as habit,
        list_filter(fates, lambda claim: claim is not null)[1] as fate
    from {{ ref('int_user_claims') }}
)

select
    key_accounts.user_id,
    key_accounts.api_type,
    key_accounts.calls,
    key_accounts.call_share,
    key_accounts.rank,
    key_accounts.group_key,
    group_names.group_name,
    habits.habit || coalesce(', ' || habits.fate, '') as habit,
    key_accounts.use_days,
    key_accounts.last_used_on
from key_accounts
inner join group_names on key_accounts.group_key = group_names.group_key
inner join habits
    on
        key_accounts.grouping = habits.grouping
        and key_accounts.series_id = habits.series_id
order by key_accounts.api_type asc nulls first, key_accounts.rank asc

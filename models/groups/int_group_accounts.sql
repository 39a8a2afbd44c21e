with group_members as {{ not_materialized() }} (
    select * from {{ ref('int_group_members') }}
    where grouping <> 'shape'
),

user_name_fits as (
    select * from {{ ref('int_user_name_fits') }}
),

key_accounts as (
    select * from {{ ref('int_key_accounts') }}
),

-- Calls are added up as whole numbers, which no order changes.
sums as (
    select
        group_members.grouping,
        group_members.api_type,
        group_members.group_key,
        count(*) filter (user_name_fits.is_counted and user_name_fits.name_fits)
        / count(*) filter (user_name_fits.is_counted) as name_fit,
        max(group_members.total_calls) as most_calls,
        cast(sum(group_members.total_calls) as bigint) as all_calls,
        count(key_accounts.series_id) as key_account_count,
        cast(coalesce(sum(key_accounts.calls), 0) as bigint) as key_account_calls
    from group_members
    inner join user_name_fits
        on
            group_members.grouping = user_name_fits.grouping
            and group_members.series_id = user_name_fits.series_id
    left join key_accounts
        on
            group_members.grouping = key_accounts.grouping
            and group_members.series_id = key_accounts.series_id
    group by group_members.grouping, group_members.api_type, group_members.group_key
)

select
    group_key,
    name_fit,
    cast(most_calls as double) / cast(all_calls as double) as top_user_share,
    key_account_count,
    cast(all_calls - key_account_calls as double)
    / nullif(cast(sum(all_calls - key_account_calls) over same_type as double), 0)
        as call_share_without_key_accounts
from sums
window same_type as (partition by grouping, api_type)

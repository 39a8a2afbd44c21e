with dormant_users as (
    select * from {{ ref('int_dormant_users') }}
),

dormant_groups as (
    select * from {{ ref('int_dormant_groups') }}
),

group_names as (
    select * from {{ ref('int_group_names') }}
),

period as (
    select * from {{ ref('int_period') }}
)

select
    dormant_users.grouping,
    dormant_users.api_type,
    dormant_users.user_id,
    dormant_groups.group_key,
    dormant_groups.group_id,
    group_names.group_name,
    1.0 as confidence,
    false as is_far,
    true as name_fits,
    false as is_key_account,
    dormant_users.first_used_on,
    dormant_users.last_used_on,
    {{ days_between('dormant_users.last_used_on', 'period.period_end') }} as days_since_last_use,
    dormant_users.total_calls
from dormant_users
inner join dormant_groups
    on
        dormant_users.grouping = dormant_groups.grouping
        and dormant_users.api_type is not distinct from dormant_groups.api_type
inner join group_names on dormant_groups.group_key = group_names.group_key
cross join period

select
    user_id,
    api_type,
    group_key,
    group_name,
    lifecycle,
    is_key_account,
    is_far,
    total_calls,
    recent_calls,
    earlier_calls,
    use_days,
    days_since_last_use,
    {{ rounded('calls_per_use_day') }} as calls_per_use_day,
    {{ rounded('confidence') }} as confidence,
    first_used_on,
    last_used_on,
    group_since,
    previous_group_key
from {{ ref('user_api_groups') }}
order by total_calls desc, user_id asc, api_type asc

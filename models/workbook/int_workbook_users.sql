select
    user_id,
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
    api_types,
    main_api_type,
    {{ rounded('main_api_type_call_share') }} as main_api_type_call_share,
    first_used_on,
    last_used_on,
    group_since,
    previous_group_key
from {{ ref('user_groups') }}
order by total_calls desc, user_id asc

select
    grouping,
    api_type,
    group_key,
    group_name,
    stability_grade,
    is_dormant,
    user_count,
    {{ rounded('user_share') }} as user_share,
    call_count,
    {{ rounded('call_share') }} as call_share,
    {{ rounded('top_user_share') }} as top_user_share,
    key_account_count,
    {{ rounded('use_days') }} as use_days,
    {{ rounded('total_calls') }} as total_calls,
    {{ rounded('calls_per_use_day') }} as calls_per_use_day,
    {{ rounded('days_since_last_use') }} as days_since_last_use,
    call_mix,
    typical_user_1,
    typical_user_2,
    typical_user_3
from {{ ref('group_profiles') }}
order by grouping asc, api_type asc, call_count desc, user_count desc, group_key asc

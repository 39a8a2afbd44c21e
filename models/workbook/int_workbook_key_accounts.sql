select
    user_id,
    api_type,
    group_key,
    group_name,
    habit,
    rank,
    calls,
    {{ rounded('call_share') }} as call_share,
    use_days,
    last_used_on
from {{ ref('key_accounts') }}
order by calls desc, user_id asc, api_type asc nulls first

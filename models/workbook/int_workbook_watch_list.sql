select
    rank,
    user_id,
    api_type,
    group_key,
    group_name,
    lifecycle,
    reason,
    details,
    calls_at_stake,
    {{ rounded('risk') }} as risk,
    {{ rounded('risk_low') }} as risk_low,
    {{ rounded('risk_high') }} as risk_high,
    alike,
    action
from {{ ref('watch_list') }}
order by rank

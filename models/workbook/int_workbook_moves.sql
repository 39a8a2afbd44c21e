select
    user_id,
    api_type,
    from_key,
    from_name,
    to_key,
    to_name,
    calls_before,
    calls_after,
    moved_on,
    confirmed_on,
    reason_1,
    reason_2,
    reason_3
from {{ ref('user_moves') }}
order by
    greatest(calls_before, calls_after) desc,
    moved_on desc,
    user_id asc,
    api_type asc nulls first

select *
from {{ ref('user_moves') }}
order by
    moved_on desc,
    greatest(calls_before, calls_after) desc,
    grouping asc,
    api_type asc nulls first,
    user_id asc

select *
from {{ ref('user_groups') }}
order by total_calls desc, user_id asc

select *
from {{ ref('user_api_groups') }}
order by total_calls desc, user_id asc, api_type asc

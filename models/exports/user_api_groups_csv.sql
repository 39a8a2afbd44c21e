select *
from {{ ref('user_api_groups') }}
order by api_type, user_id

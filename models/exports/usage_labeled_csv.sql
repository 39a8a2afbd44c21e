select *
from {{ ref('usage_labeled') }}
order by api_type, user_id, usage_date

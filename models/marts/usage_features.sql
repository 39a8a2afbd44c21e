select *
from {{ ref('int_usage_features') }}
order by api_type, user_id

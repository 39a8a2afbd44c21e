select *
from {{ ref('baseline_groups') }}
order by api_type, user_id

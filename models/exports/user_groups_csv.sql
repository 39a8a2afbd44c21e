select *
from {{ ref('user_groups') }}
order by user_id

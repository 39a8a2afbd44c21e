select *
from {{ ref('baseline_groups') }}
order by total_calls_log10 desc, user_id asc, api_type asc

select *
from {{ ref('stg_usage_rejects') }}
order by file_name, row_number

select *
from {{ ref('stg_usage_rejects') }}

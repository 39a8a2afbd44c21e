select *
from {{ ref('baseline_groups') }}

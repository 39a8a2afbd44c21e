select *
from {{ ref('usage_labeled') }}

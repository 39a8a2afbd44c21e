select *
from {{ ref('int_usage_features') }}

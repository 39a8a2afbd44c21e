select *
from {{ ref('int_usage_features') }}
where api_type is not null

select *
from {{ ref('group_differences') }}
order by grouping, api_type, feature, group_a nulls first, group_b

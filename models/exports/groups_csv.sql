select *
from {{ ref('group_profiles') }}
order by grouping, api_type, group_id < 0, group_id

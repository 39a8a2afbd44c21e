select *
from {{ ref('group_profiles') }}
order by grouping asc, api_type asc, call_count desc, user_count desc, group_key asc

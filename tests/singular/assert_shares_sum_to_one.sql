select
    grouping,
    api_type,
    sum(user_share) as user_share,
    sum(call_share) as call_share
from {{ ref('group_profiles') }}
group by grouping, api_type
having not (abs(sum(user_share) - 1) < 1e-9 and abs(sum(call_share) - 1) < 1e-9)

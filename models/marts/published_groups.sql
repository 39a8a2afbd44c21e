select
    grouping,
    user_id,
    api_type,
    valid_from,
    group_key,
    group_name,
    build_id,
    valid_to
from {{ ref('int_published_groups') }}
order by grouping, api_type, user_id, valid_from

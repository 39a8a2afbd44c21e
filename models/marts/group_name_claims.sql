select
    grouping,
    api_type,
    group_key,
    group_name,
    named_on,
    is_pinned,
    habit,
    fate,
    mix,
    lowest_volume,
    highest_volume,
    measure,
    lowest,
    highest
from {{ ref('int_group_name_claims') }}
order by grouping, group_key

select
    grouping,
    api_type,
    group_key,
    group_name,
    habit,
    fate,
    mix,
    measure,
    is_pinned,
    lowest_volume,
    highest_volume,
    lowest,
    highest,
    named_on
from {{ ref('int_group_name_claims') }}
order by grouping, group_key

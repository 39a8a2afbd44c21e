with group_medians as (
    select * from {{ ref('group_medians') }}
),

group_names as (
    select * from {{ ref('group_names') }}
)

select
    group_medians.grouping,
    group_medians.api_type,
    group_medians.group_id,
    group_names.group_name,
    group_medians.user_count,
    group_medians.user_share,
    group_medians.call_count,
    group_medians.call_share,
    group_medians.stability,
    {% for feature in feature_names() %}
        group_medians.{{ feature }}{{ ',' if not loop.last }}
    {% endfor %}
from group_medians
inner join group_names
    on
        group_medians.grouping = group_names.grouping
        and group_medians.api_type is not distinct from group_names.api_type
        and group_medians.group_id = group_names.group_id
order by
    group_medians.grouping,
    group_medians.api_type,
    group_medians.group_id = -1,
    group_medians.group_id

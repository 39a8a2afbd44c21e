with as_of_labels as (
    select * from {{ ref('int_as_of_labels') }}
),

confirmed_groups as (
    select * from {{ ref('int_confirmed_groups') }}
)

select
    as_of_labels.grouping,
    as_of_labels.user_id,
    as_of_labels.api_type,
    as_of_labels.as_of_date,
    as_of_labels.group_key,
    as_of_labels.group_id,
    as_of_labels.group_name,
    confirmed_groups.confirmed_key as confirmed_group_key,
    confirmed_groups.lifecycle,
    as_of_labels.beyond_feature,
    as_of_labels.is_far,
    as_of_labels.beyond_range,
    as_of_labels.confidence,
    as_of_labels.margin,
    as_of_labels.days_since_last_use,
    as_of_labels.use_days,
    as_of_labels.total_calls,
    as_of_labels.recent_calls,
    as_of_labels.earlier_calls,
    as_of_labels.first_used_on,
    as_of_labels.last_used_on
from as_of_labels
inner join confirmed_groups
    on
        as_of_labels.grouping = confirmed_groups.grouping
        and as_of_labels.api_type is not distinct from confirmed_groups.api_type
        and as_of_labels.user_id = confirmed_groups.user_id
        and as_of_labels.as_of_date = confirmed_groups.as_of_date
order by
    as_of_labels.grouping asc,
    as_of_labels.api_type asc nulls first,
    as_of_labels.user_id asc,
    as_of_labels.as_of_date asc

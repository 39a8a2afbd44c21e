with group_models as (
    select * from {{ ref('int_group_models') }}
),

lineage as (
    select * from {{ ref('int_group_lineage') }}
),

previous_lineage as (
    select previous.*
    from {{ source('previous', 'group_lineage') }} as previous
    inner join group_models
        on
            previous.grouping = group_models.grouping
            and previous.api_type is not distinct from group_models.api_type
    where
        (group_models.outcome <> 'first' or not group_models.is_new)
        and (not group_models.is_new or previous.changed_on < group_models.searched_on)
),

all_lineage as (
    select * from lineage
    union all by name
    select * from previous_lineage
)

select
    grouping,
    api_type,
    changed_on,
    from_key,
    to_key,
    event,
    from_version,
    to_version,
    shared_users,
    from_share,
    to_share,
    jaccard
from all_lineage
order by grouping, api_type, changed_on, from_key, to_key

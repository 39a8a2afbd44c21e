with group_models as (
    select * from {{ ref('int_group_models') }}
),

stored_models as (
    select * from {{ ref('int_stored_models') }}
    where is_usable
),

previous_models as (
    select * from {{ source('previous', 'group_models') }}
),

-- Of groups that are gone on with also the searches before; one that is made again on the same
-- day replaces itself.
earlier_models as (
    select
        previous_models.* exclude (previous_models.is_current),
        false as is_current
    from previous_models
    inner join stored_models on previous_models.part_key = stored_models.part_key
    inner join group_models on previous_models.part_key = group_models.part_key
    where
        previous_models.searched_on < group_models.searched_on
        and (group_models.outcome <> 'first' or not group_models.is_new)
),

all_models as (
    select
        group_models.* exclude (group_models.is_new),
        true as is_current
    from group_models
    union all by name
    select * from earlier_models
)

select
    part_key,
    grouping,
    api_type,
    searched_on,
    reason,
    result,
    outcome,
    model,
    is_current,
    is_tier,
    model_version,
    gain,
    user_count,
    window_days,
    feature_version
from all_models
order by grouping, part_key, searched_on

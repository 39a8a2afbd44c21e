with group_models as (
    select * from {{ source('previous', 'group_models') }}
    where is_current
),

previous_source as (
    select * from {{ ref('int_previous_source') }}
)

select -- noqa: ST06
    group_models.*, -- noqa: AM04
    json_array_length(group_models.model, 'groups') > 0 as has_groups,
    previous_source.is_same_source,
    previous_source.is_same_source
    and group_models.feature_version = {{ feature_version() }} as is_usable
from group_models
cross join previous_source

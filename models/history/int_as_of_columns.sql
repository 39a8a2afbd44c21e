{{ config(materialized='view') }}

with as_of_features as (
    select * from {{ ref('int_as_of_features') }}
),

groupings as (
    select
        'user_api' as grouping,
        *
    from as_of_features
    where api_type is not null
    union all by name
    select
        'user' as grouping,
        * exclude (api_type)
    from as_of_features
    where is_whole_user
)

select
    groupings.grouping,
    groupings.series_id,
    groupings.as_of_date,
    groupings.user_id,
    groupings.api_type,
    {{ part_key('groupings.grouping', 'groupings.api_type') }} as part_key,
    {{ behaviour('groupings') }}
from groupings

{{ config(materialized='view') }}

with clustering_features as (
    select * from {{ ref('int_clustering_features') }}
),

search_plan as (
    select * from {{ ref('int_search_plan') }}
    where reason is not null
),

ordered_values as (
    select -- noqa: LT09
        search_plan.part_key,
        {{ ordered_values('clustering_features', behaviour_columns()) }}
    from clustering_features
    inner join search_plan
        on
            clustering_features.grouping = search_plan.grouping
            and clustering_features.api_type is not distinct from search_plan.api_type
    group by search_plan.part_key
)

select
    part_key,
    to_json({{ ranges_of(behaviour_columns()) }}) as ranges
from ordered_values

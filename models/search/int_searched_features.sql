{{ config(materialized='view') }}

with clustering_features as (
    select * from {{ ref('int_clustering_features') }}
),

search_plan as (
    select * from {{ ref('int_search_plan') }}
    where reason is not null
),

stored_labels as (
    select * from {{ ref('int_stored_labels') }}
)

select
    clustering_features.*, -- noqa: AM04
    stored_labels.group_id as stored_id
from clustering_features
inner join search_plan
    on
        clustering_features.grouping = search_plan.grouping
        and clustering_features.api_type is not distinct from search_plan.api_type
left join stored_labels
    on
        search_plan.part_key = stored_labels.part_key
        and clustering_features.series_id = stored_labels.series_id

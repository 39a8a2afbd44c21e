{% set most = var('most_fitted_users') %}

with clustering_features as (
    select * from {{ ref('int_clustering_features') }}
),

search_plan as (
    select * from {{ ref('int_search_plan') }}
    where reason is not null
),

stored_labels as (
    select * from {{ ref('int_stored_labels') }}
),

drawn_features as (
    select
        clustering_features.*, -- noqa: AM04
        search_plan.part_key
    from clustering_features
    inner join search_plan
        on
            clustering_features.grouping = search_plan.grouping
            and clustering_features.api_type is not distinct from search_plan.api_type
    where
        {{ may_be_drawn('clustering_features.user_id', 'search_plan.user_count', most) }}
    qualify {{ is_drawn('clustering_features.user_id', 'search_plan.part_key', most) }}
)

select
    drawn_features.* exclude (drawn_features.part_key), -- noqa: AM04
    stored_labels.group_id as stored_id
from drawn_features
left join stored_labels
    on
        drawn_features.part_key = stored_labels.part_key
        and drawn_features.series_id = stored_labels.series_id

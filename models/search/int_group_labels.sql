{{ config(materialized='view') }}

with labels_scored as (
    select * from {{ ref('int_group_labels_scored') }}
),

clustering_columns as (
    select * from {{ ref('int_clustering_columns') }}
),

shape_labels as (
    select * from {{ ref('int_shape_labels') }}
),

labels as (
    select
        clustering_columns.grouping,
        clustering_columns.api_type,
        labels_scored.*
    from labels_scored
    inner join clustering_columns
        on
            labels_scored.part_key = clustering_columns.part_key
            and labels_scored.series_id = clustering_columns.series_id
    union all by name
    select
        'shape' as grouping,
        shape_labels.* exclude (shape_labels.stored_id),
        false as is_tier
    from shape_labels
)

select -- noqa: ST06
    grouping,
    api_type,
    {{ group_key('part_key', 'group_id') }} as group_key,
    group_id,
    series_id,
    kind,
    confidence,
    is_far,
    beyond_feature,
    stability,
    is_tier
from labels

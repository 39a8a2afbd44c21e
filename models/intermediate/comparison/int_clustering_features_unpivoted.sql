{{ config(materialized='view') }}

with clustering_features as (
    unpivot {{ ref('int_clustering_features') }}
    on columns(* exclude (grouping, series_id, user_id, api_type, total_calls))
    into name feature value feature_value
),

shape_features as (
    unpivot {{ ref('int_shape_features') }}
    on used_week_share, silent_week_share, span_use_share, switch_share, level_rise, burst_share
    into name feature value feature_value
)

select
    grouping,
    series_id,
    feature,
    feature_value
from clustering_features
union all
select
    'shape' as grouping,
    series_id,
    feature,
    feature_value
from shape_features

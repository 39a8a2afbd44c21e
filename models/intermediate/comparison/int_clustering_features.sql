{{ config(materialized='view') }}

with clustering_columns as (
    select * from {{ ref('int_clustering_columns') }}
),

usual_spreads as (
    select * from {{ ref('int_usual_spreads') }}
),

period as (
    select * from {{ ref('int_period') }}
)

select
    clustering_columns.grouping,
    clustering_columns.series_id,
    clustering_columns.user_id,
    clustering_columns.api_type,
    clustering_columns.total_calls,
    clustering_columns.volume,
    clustering_columns.recency,
    clustering_columns.frequency,
    clustering_columns.gap,
    clustering_columns.irregularity,
    {{ span_of_period('clustering_columns', 'period.window_days') }} as span,
    clustering_columns.weekend,
    {{ with_usual_spread('clustering_columns', 'usual_spreads.usual_spread') }} as spread,
    clustering_columns.growth,
    clustering_columns.centre
from clustering_columns
inner join usual_spreads on clustering_columns.part_key = usual_spreads.part_key
cross join period

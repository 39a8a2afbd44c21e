{{ config(materialized='view') }}

with half_series as (
    select * from {{ ref('int_series') }}
    where part <> 'all weeks'
),

usage_features as (
    select * from {{ ref('int_usage_features') }}
)

select
    half_series.whole_series_id,
    half_series.is_compared_in_type,
    half_series.is_compared_among_users,
    usage_features.{{ all_but('api_type, is_whole_user') }}
from half_series
inner join usage_features on half_series.series_id = usage_features.series_id

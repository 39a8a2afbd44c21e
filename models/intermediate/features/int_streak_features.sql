{{ config(materialized='view', enabled=not features_path()) }}

with timing_features as (
    select * from {{ ref('int_timing_features') }}
)

select
    *,
    use_days / streak_count as avg_cont_use
from timing_features

{{ config(materialized='view', enabled=not features_path()) }}

with series_aggregated as (
    select * from {{ ref('int_series_aggregated') }}
)

select
    series_id,
    use_days / streak_count as avg_cont_use,
    longest_streak,
    coalesce(current_streak, 0) as current_streak
from series_aggregated

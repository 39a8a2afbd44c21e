{{ config(materialized='view', enabled=not features_path()) }}

with series_aggregated as (
    select * from {{ ref('int_series_aggregated') }}
)

select
    series_id,
    longest_streak,
    use_days / streak_count as avg_cont_use,
    coalesce(current_streak, 0) as current_streak
from series_aggregated

{{ config(materialized='view', enabled=not features_path()) }}

with usage_streaks as (
    select * from {{ ref('int_usage_streaks') }}
),

period as (
    select * from {{ ref('int_period') }}
)

select
    usage_streaks.series_id,
    sum(usage_streaks.streak_days) / count(*) as avg_cont_use,
    max(usage_streaks.streak_days) as longest_streak,
    coalesce(
        max(usage_streaks.streak_days) filter (where usage_streaks.ended_on = period.period_end), 0
    ) as current_streak
from usage_streaks
cross join period
group by usage_streaks.series_id

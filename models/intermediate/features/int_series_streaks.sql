{{ config(enabled=not features_path()) }}

with api_days as (
    select * from {{ ref('int_series_days__user_api') }}
    where is_in_window
),

user_days as (
    select * from {{ ref('int_series_days__user') }}
    where is_in_window
),

part_days as (
    select * from {{ ref('int_series_days__half') }}
),

period as (
    select * from {{ ref('int_period') }}
),

-- Each table has its own order, and takes its own core; the linter knows no frame without an order.
streaks as (
    {{ streaks_of('api_days') }} -- noqa: PRS
    union all
    {{ streaks_of('user_days') }} -- noqa: PRS
    union all
    {{ streaks_of('part_days') }} -- noqa: PRS
)

select
    streaks.series_id,
    count(*) as streak_count,
    cast(max(streaks.day_count) as bigint) as longest_streak,
    cast(
        max(case when streaks.last_day = period.period_end then streaks.day_count else 0 end)
        as bigint
    ) as current_streak,
    -- The logarithms of gaps within streaks are 0.
    coalesce({{ exact_sum('ln(streaks.next_gap_days)') }}, 0) as log_gap_sum
from streaks
cross join period
group by streaks.series_id

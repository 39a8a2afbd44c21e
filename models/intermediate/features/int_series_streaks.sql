{{ config(enabled=not features_path()) }}

with api_days as {{ not_materialized() }} (
    select * from {{ ref('int_series_days__user_api') }}
),

user_days as {{ not_materialized() }} (
    select * from {{ ref('int_series_days__user') }}
),

part_days as {{ not_materialized() }} (
    select * from {{ ref('int_series_days__half') }}
),

period as (
    select * from {{ ref('int_period') }}
),

all_streaks as (
    {{ in_quarters(streaks_of, ['api_days', 'user_days', 'part_days']) }} -- noqa: PRS
),

-- One that the window cuts has those of its days that lie in it.
streaks as (
    select
        all_streaks.series_id,
        all_streaks.next_gap_days,
        least(
            all_streaks.day_count,
            {{ days_between('period.window_start', 'all_streaks.last_day') }} + 1
        ) as day_count,
        all_streaks.last_day = period.period_end as is_current
    from all_streaks
    cross join period
    where all_streaks.last_day >= period.window_start
)

select
    series_id,
    count(*) as streak_count,
    cast(max(day_count) as bigint) as longest_streak,
    cast(max(case when is_current then day_count else 0 end) as bigint) as current_streak,
    -- The logarithms of gaps within streaks are 0.
    coalesce({{ exact_sum('ln(next_gap_days)') }}, 0) as log_gap_sum
from streaks
group by series_id

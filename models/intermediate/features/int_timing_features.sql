{{ config(materialized='view', enabled=not features_path()) }}

with series_aggregated as (
    select * from {{ ref('int_series_aggregated') }}
),

series_streaks as (
    select * from {{ ref('int_series_streaks') }}
),

period as (
    select * from {{ ref('int_period') }}
),

spans as (
    select
        series_aggregated.*,
        series_streaks.{{ all_but('series_id') }}, -- noqa: RF02
        period.window_start,
        period.period_end,
        {{ days_between('series_aggregated.first_used_on', 'series_aggregated.last_used_on') }}
            as use_duration,
        {{ days_between('period.window_start', 'series_aggregated.first_used_on') }}
            as days_before_first_use
    from series_aggregated
    inner join series_streaks on series_aggregated.series_id = series_streaks.series_id
    cross join period
),

sums as (
    select
        *,
        cast(day_sum as bigint) - use_days * days_before_first_use as offset_sum,
        mondays * (mondays - 1) + tuesdays * (tuesdays - 1) + wednesdays * (wednesdays - 1)
        + thursdays * (thursdays - 1) + fridays * (fridays - 1) + saturdays * (saturdays - 1)
        + sundays * (sundays - 1) as same_weekday_pairs
    from spans
)

select
    *,
    {{ days_between('last_used_on', 'period_end') }} as days_since_last_use,
    first_used_on = window_start as touches_period_start,
    last_used_on = period_end as touches_period_end,
    use_days / (use_duration + 1) as use_density,
    {{ mean_gap_days() }} as mean_gap_days,
    {{ gap_irregularity() }} as gap_irregularity,
    {{ use_centre() }} as use_centre,
    (saturdays + sundays) / use_days as weekend_share,
    same_weekday_pairs / nullif(use_days * (use_days - 1), 0) as same_weekday_share
from sums

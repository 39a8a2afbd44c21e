{{ config(materialized='view', enabled=not features_path()) }}

with series_aggregated as (
    select * from {{ ref('int_series_aggregated') }}
),

period as (
    select * from {{ ref('int_period') }}
),

spans as (
    select
        *,
        {{ days_between('first_used_on', 'last_used_on') }} as use_duration,
        mondays * (mondays - 1) + tuesdays * (tuesdays - 1) + wednesdays * (wednesdays - 1)
        + thursdays * (thursdays - 1) + fridays * (fridays - 1) + saturdays * (saturdays - 1)
        + sundays * (sundays - 1) as same_weekday_pairs
    from series_aggregated
)

select
    spans.series_id,
    spans.first_used_on,
    spans.last_used_on,
    {{ days_between('period.window_start', 'spans.first_used_on') }} as days_before_first_use,
    {{ days_between('spans.last_used_on', 'period.period_end') }} as days_since_last_use,
    spans.first_used_on = period.window_start as touches_period_start,
    spans.last_used_on = period.period_end as touches_period_end,
    spans.use_days,
    spans.use_duration,
    spans.use_days / (spans.use_duration + 1) as use_density,
    {{ mean_gap_days() }} as mean_gap_days, -- noqa: RF02
    {{ gap_irregularity() }} as gap_irregularity, -- noqa: RF02
    {{ use_centre() }} as use_centre, -- noqa: RF02
    (spans.saturdays + spans.sundays) / spans.use_days as weekend_share,
    spans.same_weekday_pairs / nullif(spans.use_days * (spans.use_days - 1), 0)
        as same_weekday_share
from spans
cross join period

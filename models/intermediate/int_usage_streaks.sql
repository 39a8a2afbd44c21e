{{ config(materialized='view', enabled=not features_path()) }}

with series_days as (
    select * from {{ ref('int_series_days') }}
),

numbered_days as (
    select
        *,
        row_number() over own_days as day_number
    from series_days
    window own_days as (partition by series_id order by usage_date)
),

streaks as (
    select
        series_id,
        min(usage_date) as started_on,
        max(usage_date) as ended_on,
        count(*) as streak_days
    from numbered_days
    -- Within an unbroken run of days, the date and the day number grow together.
    group by series_id, {{ days_before('usage_date', 'day_number') }}
)

select * from streaks

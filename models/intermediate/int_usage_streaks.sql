with grouped_days as (
    select * from {{ ref('int_grouped_days') }}
),

numbered_days as (
    select
        *,
        row_number() over user_days as day_number
    from grouped_days
    window user_days as (partition by user_id, api_type order by usage_date)
),

streaks as (
    select
        user_id,
        api_type,
        min(usage_date) as started_on,
        max(usage_date) as ended_on,
        count(*) as streak_days
    from numbered_days
    -- Within an unbroken run of days, the date and the day number grow together.
    group by user_id, api_type, {{ days_before('usage_date', 'day_number') }}
)

select * from streaks

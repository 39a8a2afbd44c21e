with period as (
    select * from {{ ref('int_period') }}
),

as_of_days as (
    select * from {{ ref('int_as_of_days') }}
),

calendar_dates as (
    select
        window_start,
        cast(unnest(range(period_start, period_end + interval 1 day, interval 1 day)) as date)
            as calendar_date
    from period
)

select
    calendar_dates.calendar_date,
    calendar_dates.calendar_date >= calendar_dates.window_start as is_in_window,
    as_of_days.as_of_date is not null as is_as_of_date,
    cast(date_trunc('week', calendar_dates.calendar_date) as date) as week,
    cast(date_trunc('month', calendar_dates.calendar_date) as date) as month
from calendar_dates
left join as_of_days on calendar_dates.calendar_date = as_of_days.as_of_date
order by calendar_dates.calendar_date

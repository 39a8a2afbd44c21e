with grouped_days as (
    select * from {{ ref('int_grouped_days') }}
),

period as (
    select * from {{ ref('int_period') }}
),

parts as (
    select
        user_id,
        api_type,
        'all weeks' as part
    from grouped_days
    union
    select
        grouped_days.user_id,
        grouped_days.api_type,
        {{ week_part('grouped_days.usage_date', 'period.period_start') }} as part
    from grouped_days
    cross join period
)

select
    row_number() over (order by user_id, api_type, part) as series_id,
    user_id,
    api_type,
    part
from parts

with usage_days as (
    select * from {{ ref('int_usage_days') }}
),

period as (
    select
        {% if var('period_start') %} {{ period_date('period_start') }}
        {% else %} min(usage_date)
        {% endif %} as period_start,
        {% if var('period_end') %} {{ period_date('period_end') }}
        {% else %} max(usage_date)
        {% endif %} as period_end
    from usage_days
)

select
    period_start,
    period_end,
    {{ days_between('period_start', 'period_end') }} + 1 as period_days
from period

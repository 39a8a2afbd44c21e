{{ config(enabled=not features_path()) }}

with usage_days as (
    select * from {{ ref('int_usage_days') }}
),

period as (
    select
        coalesce({{ period_date('period_start') }}, min(usage_date)) as period_start,
        coalesce({{ period_date('period_end') }}, max(usage_date)) as period_end
    from usage_days
)

select
    period_start,
    period_end,
    {{ days_between('period_start', 'period_end') }} + 1 as period_days
from period

{{ config(enabled=not features_path()) }}

with usage_days as (
    select * from {{ ref('int_usage_days') }}
),

period as (
    select
        coalesce({{ period_date('period_start') }}, min(usage_date)) as period_start,
        coalesce({{ period_date('period_end') }}, max(usage_date)) as period_end
    from usage_days
),

period_lengths as (
    select
        *,
        {{ days_between('period_start', 'period_end') }} + 1 as period_days
    from period
),

windows as (
    select
        *,
        {{ is_whole_period('period_days') }} as is_whole_period
    from period_lengths
),

window_lengths as (
    select
        *,
        case when is_whole_period then period_days else {{ asked_window_days() }} end
            as window_days
    from windows
)

select
    period_start,
    period_end,
    period_days,
    {{ days_before('period_end', 'window_days - 1') }} as window_start,
    window_days,
    is_whole_period
from window_lengths

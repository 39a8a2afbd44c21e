{{ config(enabled=not features_path()) }}

with grouped_days as (
    select * from {{ ref('int_grouped_days') }}
),

usage_series as (
    select * from {{ ref('int_usage_series') }}
),

period as (
    select * from {{ ref('int_period') }}
),

part_days as (
    select
        grouped_days.*,
        {{ week_part('grouped_days.usage_date', 'period.period_start') }} as part
    from grouped_days
    cross join period
)

select
    usage_series.series_id,
    part_days.usage_date,
    part_days.call_count
from part_days
inner join usage_series
    on
        part_days.user_id = usage_series.user_id
        and part_days.api_type is not distinct from usage_series.api_type
        and usage_series.part in ('all weeks', part_days.part)

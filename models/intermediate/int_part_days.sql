{{ config(enabled=not features_path()) }}

with api_days as (
    select * from {{ ref('int_api_days') }}
),

user_days as (
    select * from {{ ref('int_user_days') }}
),

usage_series as (
    select * from {{ ref('int_usage_series') }}
),

period as (
    select * from {{ ref('int_period') }}
),

all_days as (
    select
        series_id,
        usage_date,
        call_count
    from api_days
    union all
    select
        series_id,
        usage_date,
        call_count
    from user_days
),

parts as (
    select
        part_series.series_id,
        part_series.part,
        whole_series.series_id as whole_series_id
    from usage_series as part_series
    inner join usage_series as whole_series
        on
            part_series.user_id = whole_series.user_id
            and part_series.api_type is not distinct from whole_series.api_type
    where part_series.part <> 'all weeks' and whole_series.part = 'all weeks'
)

select
    parts.series_id,
    all_days.usage_date,
    all_days.call_count
from all_days
cross join period
inner join parts
    on
        all_days.series_id = parts.whole_series_id
        and {{ week_part('all_days.usage_date', 'period.period_start') }} = parts.part

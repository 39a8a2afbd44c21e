{{ config(enabled=not features_path()) }}

with whole_days as (
    select * from {{ ref('int_series_days__all_weeks') }}
),

usage_series as {{ not_materialized() }} (
    select * from {{ ref('int_series') }}
),

period as (
    select * from {{ ref('int_period') }}
),

parts as (
    select distinct
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
    whole_days.usage_date,
    whole_days.call_count
from whole_days
cross join period
inner join parts
    on
        whole_days.series_id = parts.whole_series_id
        and {{ week_part('whole_days.usage_date', 'period.period_start') }} = parts.part
{{ in_order('parts.series_id, whole_days.usage_date') }}

{{ config(enabled=not features_path()) }}

with whole_days as (
    select * from {{ ref('int_series_days__all_weeks') }}
),

half_series as (
    select * from {{ ref('int_series') }}
    where part <> 'all weeks'
),

period as (
    select * from {{ ref('int_period') }}
)

select
    half_series.series_id,
    whole_days.usage_date,
    whole_days.call_count
from whole_days
cross join period
inner join half_series on whole_days.series_id = half_series.whole_series_id
-- Looked at after the join: few series have parts.
where {{ is_in_weeks('half_series.part', 'whole_days.usage_date', 'period.window_start') }}
{{ in_order('half_series.series_id, whole_days.usage_date, whole_days.call_count') }}

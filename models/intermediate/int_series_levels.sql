{{ config(enabled=not features_path()) }}

with series_days as (
    select * from {{ ref('int_series_days') }}
)

select
    series_id,
    min(usage_date) as first_used_on,
    min(call_count) as min_calls,
    max(call_count) as max_calls,
    {{ doubled_median('call_count') }} as doubled_median_calls
from series_days
group by series_id

{{ config(materialized='view') }}

with usage_series as (
    select * from {{ ref('int_series') }}
    where part = 'all weeks'
)

select
    'user_api' as grouping,
    series_id,
    user_id,
    api_type,
    is_in_window
from usage_series
where api_type is not null
union all
select
    'user' as grouping,
    series_id,
    user_id,
    null as api_type,
    is_in_window
from usage_series
where is_whole_user

{{ config(materialized='view') }}

with api_days as (
    select * from {{ ref('int_series_days__user_api') }}
),

user_days as (
    select * from {{ ref('int_series_days__user') }}
)

select
    series_id,
    usage_date,
    call_count,
    is_in_window
from api_days
union all
select
    series_id,
    usage_date,
    call_count,
    is_in_window
from user_days

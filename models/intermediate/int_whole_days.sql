{{ config(materialized='view') }}

with api_days as (
    select * from {{ ref('int_api_days') }}
),

user_days as (
    select * from {{ ref('int_user_days') }}
)

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

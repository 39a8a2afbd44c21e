{{ config(materialized='view') }}

with usage_days as (
    select * from {{ ref('int_usage_days') }}
)

select
    user_id,
    api_type,
    usage_date,
    call_count
from usage_days
union all
select
    user_id,
    null as api_type,
    usage_date,
    cast(sum(call_count) as decimal(38, 0)) as call_count
from usage_days
group by user_id, usage_date

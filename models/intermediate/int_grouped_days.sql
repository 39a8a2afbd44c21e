with usage_days as (
    select * from {{ ref('int_usage_days') }}
)

select
    user_id,
    api_type,
    usage_date,
    cast(sum(call_count) as decimal(38, 0)) as call_count,
    count(*) as api_type_count
from usage_days
-- Within each API type, and across them all, where the type is null.
group by grouping sets ((user_id, api_type, usage_date), (user_id, usage_date))

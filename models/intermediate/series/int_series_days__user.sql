with api_days as (
    select * from {{ ref('int_series_days__user_api') }}
)

select
    user_series_id as series_id,
    usage_date,
    cast(sum(call_count) as bigint) as call_count,
    is_in_window
from api_days
where user_series_id is not null
group by user_series_id, usage_date, is_in_window
{{ in_order('series_id, usage_date') }}

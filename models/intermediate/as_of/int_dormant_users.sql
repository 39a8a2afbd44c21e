with period_days as (
    select * from {{ ref('int_series_days__period') }}
),

dormant_series as (
    select * from {{ ref('int_series_groupings') }}
    where not is_in_window
)

select
    dormant_series.grouping,
    dormant_series.series_id,
    dormant_series.user_id,
    dormant_series.api_type,
    min(period_days.usage_date) as first_used_on,
    max(period_days.usage_date) as last_used_on,
    count(*) as use_days,
    cast(sum(period_days.call_count) as bigint) as total_calls
from dormant_series
inner join period_days on dormant_series.series_id = period_days.series_id
group by all
order by dormant_series.grouping, dormant_series.api_type, dormant_series.user_id

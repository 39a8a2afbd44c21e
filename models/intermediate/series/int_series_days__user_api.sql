with usage_days as (
    select * from {{ ref('int_usage_days') }}
),

api_series as (
    select * from {{ ref('int_series') }}
    where part = 'all weeks' and api_type is not null
)

-- From here on numbers stand for users: they take less room than names, and less time.
-- Sorting takes least where no column is carried along, so that all three are sorted by.
select
    api_series.series_id,
    usage_days.usage_date,
    usage_days.call_count
from usage_days
inner join api_series
    on
        usage_days.user_id = api_series.user_id
        and usage_days.api_type = api_series.api_type
{{ in_order('api_series.series_id, usage_days.usage_date, usage_days.call_count') }}

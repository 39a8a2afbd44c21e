{{ config(enabled=not features_path(), materialized='view') }}

with added_days as (
    select * from {{ ref('int_usage_days_added') }}
),

repeated_days as (
    select * from {{ ref('int_usage_days_repeated') }}
)

-- Overlaps are counted before a test on them can stop what follows:
-- depends_on: {{ ref('int_overlaps') }}
select
    added_days.user_id,
    added_days.api_type,
    added_days.usage_date,
    cast(added_days.call_count - coalesce(repeated_days.call_count, 0) as bigint) as call_count
from added_days
left join repeated_days
    on
        added_days.user_id = repeated_days.user_id
        and added_days.api_type = repeated_days.api_type
        and added_days.usage_date = repeated_days.usage_date

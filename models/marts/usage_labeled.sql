with user_api_groups as (
    select * from {{ ref('user_api_groups') }}
),

api_days as (
    select * from {{ ref('int_series_days__user_api') }}
),

-- A row for each day of use, in the order that both tables are stored in: types, then users.
day_labels as (
    select
        user_id,
        api_type,
        group_key,
        group_id,
        group_name,
        unnest(range(use_days)) as day_number
    from user_api_groups
)

select
    day_labels.user_id,
    day_labels.api_type,
    api_days.usage_date,
    api_days.call_count,
    day_labels.group_key,
    day_labels.group_id,
    day_labels.group_name
from day_labels
positional join api_days

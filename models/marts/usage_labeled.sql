{# Stored where it is published: here it is computed in less time than it takes to write. #}
{{ config(materialized='view') }}

with user_api_groups as (
    select * from {{ ref('user_api_groups') }}
),

usage_series as (
    select * from {{ ref('int_series') }}
    where part = 'all weeks' and api_type is not null
),

api_days as (
    select * from {{ ref('int_series_days__user_api') }}
),

series_labels as (
    select
        usage_series.user_id,
        usage_series.api_type,
        usage_series.day_count,
        user_api_groups.group_key,
        user_api_groups.group_id,
        user_api_groups.group_name
    from usage_series
    left join user_api_groups
        on
            usage_series.user_id = user_api_groups.user_id
            and usage_series.api_type = user_api_groups.api_type
    order by usage_series.series_id
),

-- A row for each day of use, in the order that the days are stored in: types, then users.
day_labels as (
    select
        user_id,
        api_type,
        group_key,
        group_id,
        group_name,
        unnest(range(day_count)) as day_number
    from series_labels
)

select
    day_labels.user_id,
    day_labels.api_type,
    api_days.usage_date,
    day_labels.group_key,
    day_labels.group_id,
    day_labels.group_name,
    api_days.call_count
from day_labels
positional join api_days

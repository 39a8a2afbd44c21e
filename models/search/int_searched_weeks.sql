{{ config(materialized='view') }}

{% set most = var('most_fitted_users') %}

with series_weeks as (
    select * from {{ ref('int_series_weeks') }}
),

usage_series as (
    select
        series_id,
        user_id || ' ' || api_type as series_name
    from {{ ref('int_series') }}
    where part = 'all weeks' and api_type is not null and is_in_window
),

search_plan as (
    select * from {{ ref('int_search_plan') }}
    where grouping = 'shape' and reason is not null
),

-- Every series has usage in its first week.
drawn_series as (
    select usage_series.series_id
    from usage_series
    cross join search_plan
    where {{ may_be_drawn('usage_series.series_name', 'search_plan.user_count', most) }}
    qualify {{ is_drawn('usage_series.series_name', 'search_plan.part_key', most) }}
)

select series_weeks.* -- noqa: AM04
from series_weeks
inner join drawn_series on series_weeks.series_id = drawn_series.series_id

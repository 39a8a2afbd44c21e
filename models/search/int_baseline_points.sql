{% set baseline = var('baseline') %}
{{ config(materialized='view') }}

with baseline_features as (
    select * from {{ ref('int_baseline_features') }}
),

search_plan as (
    select * from {{ ref('int_search_plan') }}
),

sizes as (
    select
        api_type,
        count(*) as user_count
    from baseline_features
    group by api_type
),

conditions as (
    select
        (select count(*) from search_plan where reason is not null and may_search) > 0
            as is_searched,
        (select max(user_count) from sizes) <= {{ var('most_scored_users') }} as is_small
)

select baseline_features.*
from baseline_features
cross join conditions
where
    '{{ baseline }}' = 'always'
    or ('{{ baseline }}' = 'auto' and conditions.is_searched and conditions.is_small)

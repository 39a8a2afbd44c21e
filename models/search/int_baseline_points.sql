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

searches as (
    select coalesce(bool_or(reason is not null and may_search), false) as are_made
    from search_plan
),

largest as (
    select max(user_count) as user_count
    from sizes
)

select
    baseline_features.series_id,
    baseline_features.user_id,
    baseline_features.api_type,
    baseline_features.use_days,
    baseline_features.use_duration,
    baseline_features.avg_cont_use,
    baseline_features.total_calls_log10,
    baseline_features.usage_range,
    baseline_features.mean_usage_scaled,
    baseline_features.sd_usage_scaled
from baseline_features
cross join searches
cross join largest
where
    '{{ baseline }}' = 'always'
    or (
        '{{ baseline }}' = 'auto'
        and searches.are_made
        and largest.user_count <= {{ var('most_scored_users') }}
    )

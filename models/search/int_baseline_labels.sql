with baseline_features as (
    select * from {{ ref('int_baseline_features') }}
),

baseline_search as (
    select * from {{ ref('baseline_search') }}
),

best_labels as (
    select unnest(members, recursive := true)
    from baseline_search
    where is_best
),

published_labels as (
    select unnest(members, recursive := true)
    from baseline_search
    where is_published
)

-- A type without a setting that has a silhouette is all noise.
select
    baseline_features.series_id,
    baseline_features.api_type,
    coalesce(best_labels.label, -1) as best_label,
    coalesce(published_labels.label, -1) as published_label
from baseline_features
left join best_labels on baseline_features.series_id = best_labels.series_id
left join published_labels on baseline_features.series_id = published_labels.series_id

with baseline_points as (
    select * from {{ ref('int_baseline_points') }}
),

baseline_search as (
    select * from {{ ref('baseline_search') }}
),

members as (
    select
        is_best,
        is_published,
        unnest(members, recursive := true) -- noqa: AL03
    from baseline_search
),

labels as (
    select
        series_id,
        max(label) filter (where is_best) as best_label,
        max(label) filter (where is_published) as published_label
    from members
    group by series_id
)

-- A type without a setting that has a silhouette is all noise.
select
    baseline_points.series_id,
    baseline_points.api_type,
    cast(coalesce(labels.best_label, -1) as bigint) as best_label,
    cast(coalesce(labels.published_label, -1) as bigint) as published_label
from baseline_points
left join labels on baseline_points.series_id = labels.series_id

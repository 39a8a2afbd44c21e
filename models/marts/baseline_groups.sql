with baseline_points as (
    select * from {{ ref('int_baseline_points') }}
),

baseline_labels as (
    select * from {{ ref('int_baseline_labels') }}
)

select
    baseline_points.* exclude (baseline_points.series_id),
    baseline_labels.best_label,
    baseline_labels.published_label
from baseline_points
inner join baseline_labels on baseline_points.series_id = baseline_labels.series_id
order by baseline_points.api_type, baseline_points.user_id

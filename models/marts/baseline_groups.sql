with baseline_features as (
    select * from {{ ref('int_baseline_features') }}
),

baseline_labels as (
    select * from {{ ref('int_baseline_labels') }}
)

select
    baseline_features.* exclude (baseline_features.series_id),
    baseline_labels.best_label,
    baseline_labels.published_label
from baseline_features
inner join baseline_labels on baseline_features.series_id = baseline_labels.series_id
order by baseline_features.api_type, baseline_features.user_id

with baseline_scores as (
    select * from {{ ref('int_baseline_scores') }}
),

baseline_choices as (
    select * from {{ ref('int_baseline_choices') }}
)

select
    baseline_scores.api_type,
    baseline_scores.min_samples,
    baseline_scores.noise_count,
    baseline_scores.cluster_count,
    baseline_scores.silhouette,
    baseline_scores.silhouette_standard_error,
    coalesce(baseline_scores.min_samples = baseline_choices.best_min_samples, false) as is_best,
    coalesce(baseline_scores.min_samples = baseline_choices.published_min_samples, false)
        as is_published
from baseline_scores
left join baseline_choices on baseline_scores.api_type = baseline_choices.api_type
order by baseline_scores.api_type, baseline_scores.min_samples

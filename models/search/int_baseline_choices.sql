with baseline_scores as (
    select * from {{ ref('int_baseline_scores') }}
)

select
    api_type,
    -- Of equal silhouettes the first, as a search that keeps the best so far would find.
    arg_min(min_samples, (-silhouette, min_samples)) as best_min_samples,
    max(min_samples) as published_min_samples
from baseline_scores
where silhouette is not null
group by api_type

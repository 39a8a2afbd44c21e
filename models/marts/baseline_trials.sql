with baseline_search as (
    select * from {{ ref('baseline_search') }}
)

select
    api_type,
    min_samples,
    is_best,
    is_published,
    noise_count,
    cluster_count,
    silhouette,
    silhouette_standard_error
from baseline_search
order by api_type, min_samples

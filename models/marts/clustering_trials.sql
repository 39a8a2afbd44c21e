with user_api_trials as (
    select * from {{ ref('user_api_trials') }}
)

select
    'user_api' as grouping,
    api_type,
    algorithm,
    parameters,
    cluster_count,
    noise_share,
    silhouette,
    silhouette_coverage,
    bic,
    dbcv,
    group_count,
    outlier_share,
    score,
    stability,
    is_selected
from user_api_trials

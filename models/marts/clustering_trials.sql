with user_api_trials as (
    select * from {{ ref('int_user_api_trials') }}
),

user_trials as (
    select * from {{ ref('int_user_trials') }}
),

shape_trials as (
    select * from {{ ref('int_shape_trials') }}
),

trials as (
    select
        'user_api' as grouping,
        *
    from user_api_trials
    union all by name
    select
        'user' as grouping,
        * replace (cast(null as varchar) as api_type)
    from user_trials
    union all by name
    select
        'shape' as grouping,
        *
    from shape_trials
)

select
    grouping,
    api_type,
    algorithm,
    parameters,
    cluster_count,
    noise_share,
    silhouette,
    silhouette_coverage,
    bic,
    group_count,
    outlier_share,
    score,
    stability,
    prediction_strength,
    is_selected
from trials
order by grouping, api_type, algorithm, parameters

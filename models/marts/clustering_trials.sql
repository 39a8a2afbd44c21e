with group_search as (
    select * from {{ ref('group_search') }}
),

-- Where no series has a shape, groups are rules, and nothing was tried.
shape_search as (
    select * from {{ ref('shape_search') }}
    where algorithm is not null
),

trials as (
    select * exclude (members) from group_search
    union all by name
    select
        'shape' as grouping,
        * exclude (members)
    from shape_search
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

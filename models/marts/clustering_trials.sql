with group_search as (
    select * from {{ ref('group_search') }}
),

-- Where nothing was searched, what the last search tried.
previous_trials as (
    select previous.*
    from {{ source('previous', 'clustering_trials') }} as previous
    inner join {{ ref('int_search_plan') }} as search_plan
        on
            previous.grouping = search_plan.grouping
            and previous.api_type is not distinct from search_plan.api_type
    where search_plan.reason is null
),

-- Where nothing was searched, or no series has a shape, nothing was tried.
shape_search as (
    select * from {{ ref('shape_search') }}
    where algorithm is not null
),

trials as (
    select * exclude (outcome, gain, model) from group_search
    union all by name
    select * from previous_trials
    union all by name
    select
        'shape' as grouping,
        * exclude (outcome, gain, model)
    from shape_search
)

select
    grouping,
    api_type,
    algorithm,
    parameters,
    is_selected,
    coalesce(is_tier, false) as is_tier,
    cluster_count,
    noise_share,
    silhouette,
    silhouette_coverage,
    bic,
    group_count,
    outlier_share,
    score,
    stability,
    prediction_strength
from trials
order by grouping, api_type, algorithm, parameters

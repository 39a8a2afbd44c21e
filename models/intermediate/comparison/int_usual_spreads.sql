with clustering_columns as (
    select * from {{ ref('int_clustering_columns') }}
)

select
    part_key,
    grouping,
    api_type,
    count(*) as user_count,
    coalesce(median(sd_calls_log10) filter (where use_days >= 5), 0.2) as usual_spread
from clustering_columns
group by part_key, grouping, api_type

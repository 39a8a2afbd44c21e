-- In every API type exactly one candidate is in use.
select
    grouping,
    api_type
from {{ ref('clustering_trials') }}
group by grouping, api_type
having count(*) filter (where is_selected) != 1

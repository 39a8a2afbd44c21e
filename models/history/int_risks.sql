-- What became of those alike, from those who are most alike to all who are silent for as long.
with as_of_outcomes as (
    select * from {{ ref('int_as_of_outcomes') }}
    where not is_dormant
)

select
    grouping,
    api_type,
    recency_band,
    group_key,
    is_falling,
    case
        when group_key is null then 3
        when is_falling is null then 2
        else 1
    end as width,
    count(*) as outcomes,
    count(*) filter (where is_silent) as silent_users
from as_of_outcomes
group by
    grouping sets (
        (grouping, api_type, recency_band, group_key, is_falling),
        (grouping, api_type, recency_band, group_key),
        (grouping, api_type, recency_band)
    )

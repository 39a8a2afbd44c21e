with group_members as {{ not_materialized() }} (
    select * from {{ ref('int_group_members') }}
    where grouping <> 'shape'
),

ranges as (
    select
        group_key,
        bool_and(is_far) as is_all_far,
        quantile_disc(use_days, 0.025) filter (where not is_far) as least_days,
        quantile_disc(use_days, 0.975) filter (where not is_far) as most_days,
        min(use_days) as least_days_of_all,
        max(use_days) as most_days_of_all
    from group_members
    group by group_key
)

select
    group_key,
    is_all_far,
    coalesce(least_days, least_days_of_all) as least_days,
    coalesce(most_days, most_days_of_all) as most_days
from ranges

with as_of_outcomes as (
    select * from {{ ref('int_as_of_outcomes') }}
    where not is_dormant
),

ranked as (
    select
        *,
        dense_rank() over (partition by as_of_date, grouping, api_type order by group_key)
            as group_rank,
        {{ part_by_rank('-days_since_last_use', 5) }}
        + {{ part_by_rank('use_days', 5) }}
        + {{ part_by_rank('total_calls', 5) }} as quintile_sum
    from as_of_outcomes
),

counted as (
    select
        *,
        max(group_rank) over (partition by as_of_date, grouping, api_type) as group_count
    from ranked
),

-- As many segments by recency, and by the sum of three quintiles, as there are groups.
segmented as (
    select
        grouping,
        api_type,
        as_of_date,
        group_rank as by_group,
        {{ part_by_rank('-days_since_last_use', 'group_count') }} as by_recency,
        {{ part_by_rank('quintile_sum', 'group_count') }} as by_rfm,
        0 as by_nothing,
        is_silent,
        log10(1 + cast(calls_after as double)) as calls_log10
    from counted
),

by_method as (
    unpivot segmented
    on by_group, by_recency, by_rfm, by_nothing
    into name method value segment
)

select
    grouping,
    api_type,
    as_of_date,
    method,
    segment,
    count(*) as users,
    count(*) filter (where is_silent) as silent_users,
    {{ exact_sum('calls_log10') }} as calls_sum,
    {{ exact_sum('calls_log10 * calls_log10') }} as calls_square_sum
from by_method
group by grouping, api_type, as_of_date, method, segment

with segment_outcomes as (
    select * from {{ ref('int_segment_outcomes') }}
),

totals as (
    select
        *,
        max(case when method = 'by_nothing' then users end) over same_users
            as all_users,
        max(case when method = 'by_nothing' then silent_users end) over same_users
            as all_silent_users,
        max(case when method = 'by_nothing' then calls_sum end) over same_users
            as all_calls_sum
    from segment_outcomes
    window same_users as (partition by grouping, api_type, as_of_date)
),

-- A user is foretold by the others of the segment, and by one who is like the mean of all others.
foretold as (
    select
        *,
        (silent_users - 1 + (all_silent_users - 1) / (all_users - 1)) / users as share_if_silent,
        (silent_users + all_silent_users / (all_users - 1)) / users as share_if_active,
        1 + 1 / users + 1 / (users * (all_users - 1)) as own_weight,
        (calls_sum + all_calls_sum / (all_users - 1)) / users as others_weight
    from totals
    where all_users > 1
),

errors as (
    select
        grouping,
        api_type,
        method,
        {{ exact_sum(
            'silent_users * -2 * ln(least(greatest(share_if_silent, 0.0001), 0.9999))'
            ' + (users - silent_users) * -2 * ln(least(greatest(1 - share_if_active, 0.0001), 0.9999))'
        ) }} as deviance,
        {{ exact_sum(
            'own_weight * own_weight * calls_square_sum'
            ' - 2 * own_weight * others_weight * calls_sum + users * others_weight * others_weight'
        ) }} as squared_errors
    from foretold
    group by grouping, api_type, method
),

compared as (
    select
        *,
        max(case when method = 'by_nothing' then deviance end) over same_users as all_deviance,
        max(case when method = 'by_nothing' then squared_errors end) over same_users as all_squares
    from errors
    window same_users as (partition by grouping, api_type)
),

explained as (
    select
        *,
        1 - deviance / nullif(all_deviance, 0) as explained_deviance,
        1 - squared_errors / nullif(all_squares, 0) as explained_squares
    from compared
)

select
    grouping,
    api_type,
    max(explained_deviance) filter (where method = 'by_group') as group_deviance,
    max(explained_squares) filter (where method = 'by_group') as group_r2,
    max(explained_deviance) filter (where method = 'by_recency') as recency_deviance,
    max(explained_squares) filter (where method = 'by_recency') as recency_r2,
    max(explained_deviance) filter (where method = 'by_rfm') as rfm_deviance,
    max(explained_squares) filter (where method = 'by_rfm') as rfm_r2
from explained
group by grouping, api_type

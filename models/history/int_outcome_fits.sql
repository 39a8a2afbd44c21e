with segment_outcomes as (
    select * from {{ ref('int_segment_outcomes') }}
),

totals as (
    select
        *,
        {% for column in ['users', 'silent_users', 'calls_sum'] %}
            max(case when method = 'nothing' then {{ column }} end) over same_users
                as all_{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from segment_outcomes
    window same_users as (partition by grouping, api_type, as_of_date)
),

-- Each user is foretold by the others of the segment, and by one who is like the mean of all others.
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
        max(case when method = 'nothing' then deviance end) over same_users as all_deviance,
        max(case when method = 'nothing' then squared_errors end) over same_users as all_squares
    from errors
    window same_users as (partition by grouping, api_type)
)

select
    grouping,
    api_type,
    {% for method in ['groups', 'recency', 'rfm'] %}
        max(1 - deviance / nullif(all_deviance, 0)) filter (where method = '{{ method }}')
            as {{ method }}_deviance,
        max(1 - squared_errors / nullif(all_squares, 0)) filter (where method = '{{ method }}')
            as {{ method }}_r2{{ ',' if not loop.last }}
    {% endfor %}
from compared
group by grouping, api_type

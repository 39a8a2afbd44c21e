with feature_shares as (
    select
        * exclude (below, up_to),
        unnest(below) as below,
        unnest(up_to) as up_to,
        generate_subscripts(below, 1) as tenth
    from {{ ref('int_feature_shares') }}
),

far_shares as (
    select * from {{ ref('int_far_shares') }}
),

-- Who has the very value of a bound is counted on the side that makes for less of a change.
levels as (
    select
        grouping,
        api_type,
        as_of_date,
        feature,
        users,
        model_users,
        bounds,
        tenth,
        greatest(least(tenth / 10, up_to / users), below / users) as share_up_to
    from feature_shares
),

bins as (
    select
        * exclude (tenth, share_up_to),
        share_up_to - lag(share_up_to, 1, 0) over (
            partition by grouping, api_type, as_of_date, feature order by tenth
        ) as bin_share
    from levels
    union all
    select
        * exclude (tenth, share_up_to),
        1 - share_up_to as bin_share
    from levels
    where tenth = 9
),

-- An empty bin counts as half a user.
indices as (
    select
        grouping,
        api_type,
        as_of_date,
        feature,
        users,
        model_users,
        bounds,
        {{ exact_sum(
            '(greatest(bin_share, 0.5 / users) - 0.1) * ln(greatest(bin_share, 0.5 / users) / 0.1)'
        ) }} as psi,
        {{ chi_squared_99('bounds') }} * (1 / users + 1 / model_users) as null_99
    from bins
    group by grouping, api_type, as_of_date, feature, users, model_users, bounds
    union all
    select
        grouping,
        api_type,
        as_of_date,
        'is_far' as feature,
        users,
        model_users,
        1 as bounds,
        psi,
        {{ chi_squared_99('1') }} * (1 / users + 1 / model_users) as null_99
    from far_shares
)

select
    grouping,
    api_type,
    as_of_date,
    feature,
    psi > null_99 as is_drift,
    users,
    model_users,
    psi,
    null_99
from indices
order by grouping asc, api_type asc nulls first, as_of_date asc, feature asc

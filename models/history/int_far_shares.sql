{% set least_share = 0.01 %}

with as_of_labels as (
    select * from {{ ref('int_as_of_labels') }}
    where not is_dormant
),

group_models as (
    select * from {{ ref('int_group_models') }}
),

shares as (
    select
        grouping,
        api_type,
        as_of_date,
        count(*) as users,
        count(*) filter (where is_far or beyond_range) / count(*) as far_share
    from as_of_labels
    group by grouping, api_type, as_of_date
),

model_shares as (
    select
        shares.*,
        group_models.user_count as model_users,
        case when shares.as_of_date <= group_models.searched_on then shares.far_share end
            as share_before
    from shares
    inner join group_models
        on
            shares.grouping = group_models.grouping
            and shares.api_type is not distinct from group_models.api_type
    where group_models.user_count > 0
),

-- Of the day of the search, or the last one before it.
compared_shares as (
    select
        *,
        greatest(
            {{ least_share }},
            coalesce(
                last_value(share_before ignore nulls) over (
                    partition by grouping, api_type
                    order by as_of_date
                    rows between unbounded preceding and unbounded following
                ),
                0
            )
        ) as expected_share
    from model_shares
)

-- Fewer are no new kind.
select
    grouping,
    api_type,
    as_of_date,
    users,
    model_users,
    far_share,
    expected_share,
    case
        when far_share > expected_share
            then
                (far_share - expected_share) * ln(far_share / expected_share)
                + (expected_share - far_share)
                * ln(greatest(1 - far_share, 0.5 / users) / (1 - expected_share))
        else 0
    end as psi
from compared_shares
where expected_share < 1

{% set most_types = 8 %}

with user_api_shares as (
    select * from {{ ref('int_user_api_shares') }}
),

type_sizes as (
    select
        api_type,
        count(*) as user_count
    from user_api_shares
    group by api_type
),

user_counts as (
    select count(distinct user_id) as all_users
    from user_api_shares
),

ranked_types as (
    select
        type_sizes.api_type,
        row_number() over (order by type_sizes.user_count desc, type_sizes.api_type asc) - 1
            as place,
        least(
            count(*) filter (
                where type_sizes.user_count >= {{ least_users('user_counts.all_users') }}
            ) over (),
            {{ most_types }}
        ) as others_place
    from type_sizes
    cross join user_counts
)

-- Types that too few users have to make a group, or that come after the most used, count as one.
select
    api_type,
    least(place, others_place) as place,
    others_place
from ranked_types

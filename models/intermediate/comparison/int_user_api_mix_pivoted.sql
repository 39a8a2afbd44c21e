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
        ) as common_count
    from type_sizes
    cross join user_counts
),

-- Types that too few users have to make a group, or that come after the most used, count as one.
type_places as (
    select
        api_type,
        least(place, common_count) as place,
        max(least(place, common_count)) over () as last_place
    from ranked_types
),

place_shares as (
    select
        user_api_shares.user_id,
        type_places.place,
        type_places.last_place,
        least({{ exact_sum('user_api_shares.day_share') }}, 1) / 2 + 0.5 as mix_share
    from user_api_shares
    inner join type_places on user_api_shares.api_type = type_places.api_type
    group by user_api_shares.user_id, type_places.place, type_places.last_place
)

select
    user_id,
    {{ mix_share(0) }} as type_0,
    {{ mix_share(1) }} as type_1,
    {{ mix_share(2) }} as type_2,
    {{ mix_share(3) }} as type_3,
    {{ mix_share(4) }} as type_4,
    {{ mix_share(5) }} as type_5,
    {{ mix_share(6) }} as type_6,
    {{ mix_share(7) }} as type_7,
    {{ mix_share(8) }} as type_8
from place_shares
group by user_id, last_place

with group_distances as (
    select * from {{ ref('int_group_distances') }}
),

group_api_combinations as (
    select * from {{ ref('int_group_api_combinations') }}
),

user_api_mix as (
    select * from {{ ref('int_user_api_mix') }}
),

-- Of the series of one user the closest; of whole users first those with the usual API types.
users as (
    select
        group_distances.group_key,
        group_distances.user_id,
        min(group_distances.distance) as distance,
        min(case when user_api_mix.api_types = group_api_combinations.api_types then 0 else 1 end)
            as mix_distance
    from group_distances
    inner join user_api_mix on group_distances.user_id = user_api_mix.user_id
    left join group_api_combinations on group_distances.group_key = group_api_combinations.group_key
    group by
        group_distances.group_key,
        group_distances.user_id
),

places as (
    select
        *,
        row_number() over (
            partition by group_key
            order by mix_distance, distance, try_cast(user_id as hugeint), user_id
        ) as place
    from users
)

select
    group_key,
    max(user_id) filter (where place = 1) as typical_user_1,
    max(user_id) filter (where place = 2) as typical_user_2,
    max(user_id) filter (where place = 3) as typical_user_3
from places
group by group_key

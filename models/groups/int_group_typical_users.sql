with group_distances as (
    select * from {{ ref('int_group_distances') }}
),

group_mixes as (
    select * from {{ ref('int_group_api_combinations') }}
),

user_mix as (
    select * from {{ ref('int_user_api_mix') }}
),

-- Of the series of one user the closest; of whole users first those with the usual API types.
users as (
    select
        group_distances.grouping,
        group_distances.api_type,
        group_distances.group_id,
        group_distances.user_id,
        min(group_distances.distance) as distance,
        min(case when user_mix.api_types = group_mixes.api_types then 0 else 1 end) as mix_distance
    from group_distances
    inner join user_mix on group_distances.user_id = user_mix.user_id
    left join group_mixes
        on
            group_distances.grouping = 'user'
            and group_distances.group_id = group_mixes.group_id
    group by
        group_distances.grouping,
        group_distances.api_type,
        group_distances.group_id,
        group_distances.user_id
),

places as (
    select
        *,
        row_number() over (
            partition by grouping, api_type, group_id
            order by mix_distance, distance, try_cast(user_id as hugeint), user_id
        ) as place
    from users
)

select
    grouping,
    api_type,
    group_id,
    max(user_id) filter (where place = 1) as typical_user_1,
    max(user_id) filter (where place = 2) as typical_user_2,
    max(user_id) filter (where place = 3) as typical_user_3
from places
group by grouping, api_type, group_id

-- Whoever group_moves says comes to a group by the end of a month, or stays, is who group_sizes counts there then;
-- and likewise whoever it says was there at the end of the month before.
with group_moves as (
    select * from {{ ref('group_moves') }}
),

group_sizes as (
    select * from {{ ref('group_sizes') }}
),

group_keys as (
    select * from {{ ref('int_group_keys') }}
),

sizes as (
    select
        group_sizes.grouping,
        group_sizes.api_type,
        case when group_keys.is_dormant then 'dormant' else group_sizes.group_key end as group_key,
        group_sizes.as_of_date,
        group_sizes.users
    from group_sizes
    inner join group_keys on group_sizes.group_key = group_keys.group_key
),

-- Both ends of every move, and the sizes of both days, less what moves say.
differences as (
    select
        grouping,
        api_type,
        to_key as group_key,
        as_of_date,
        'to' as direction,
        -users as users
    from group_moves
    union all
    select
        grouping,
        api_type,
        case when from_key = 'returned' then 'dormant' else from_key end as group_key,
        earlier_as_of_date as as_of_date,
        'from' as direction,
        -users as users
    from group_moves
    where from_key <> 'new'
    union all
    select
        grouping,
        api_type,
        group_key,
        as_of_date,
        'to' as direction,
        users
    from sizes
    where as_of_date in (select group_moves.as_of_date from group_moves)
    union all
    select
        grouping,
        api_type,
        group_key,
        as_of_date,
        'from' as direction,
        users
    from sizes
    where as_of_date in (select group_moves.earlier_as_of_date from group_moves)
)

select
    grouping,
    api_type,
    group_key,
    as_of_date,
    direction,
    sum(users) as users
from differences
group by grouping, api_type, group_key, as_of_date, direction
having sum(users) <> 0

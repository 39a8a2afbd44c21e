-- The users of a group on a day are those of the day before, with who entered and without who left.
with group_sizes as (
    select
        *,
        lag(users) over (partition by group_key order by as_of_date) as earlier_users
    from {{ ref('group_sizes') }}
)

select *
from group_sizes
where users <> earlier_users + entered - left_group

with confirmed_groups as (
    select * from {{ ref('int_confirmed_groups') }}
),

group_keys as (
    select * from {{ ref('int_group_keys') }}
),

as_of_days as (
    select
        as_of_date,
        lag(as_of_date) over (order by as_of_date) is null as is_first
    from confirmed_groups
    group by as_of_date
),

arrived as (
    select
        group_key,
        as_of_date,
        count(*) as users,
        cast(sum(total_calls) as bigint) as calls,
        count(*) filter (where earlier_group_key is distinct from group_key) as entered
    from confirmed_groups
    group by group_key, as_of_date
),

gone as (
    select
        earlier_group_key as group_key,
        as_of_date,
        count(*) as left_group
    from confirmed_groups
    where earlier_group_key <> group_key
    group by earlier_group_key, as_of_date
),

-- A group that is empty for a while has its rows as well.
sizes as (
    select
        group_keys.grouping,
        group_keys.api_type,
        group_keys.group_key,
        group_keys.group_id,
        group_keys.group_name,
        group_keys.is_dormant,
        as_of_days.as_of_date,
        coalesce(arrived.users, 0) as users,
        coalesce(arrived.calls, 0) as calls,
        case when not as_of_days.is_first then coalesce(arrived.entered, 0) end as entered,
        case when not as_of_days.is_first then coalesce(gone.left_group, 0) end as left_group
    from group_keys
    cross join as_of_days
    left join arrived
        on
            group_keys.group_key = arrived.group_key
            and as_of_days.as_of_date = arrived.as_of_date
    left join gone
        on
            group_keys.group_key = gone.group_key
            and as_of_days.as_of_date = gone.as_of_date
)

select
    *,
    case
        when not is_dormant
            then
                users
                / nullif(
                    sum(users) filter (where not is_dormant) over (
                        partition by grouping, api_type, as_of_date
                    ),
                    0
                )
    end as user_share
from sizes
order by grouping asc, api_type asc nulls first, group_key asc, as_of_date asc

with as_of_labels as (
    select * from {{ ref('int_as_of_labels') }}
),

month_ends as (
    select * from {{ ref('int_month_ends') }}
    where earlier_as_of_date is not null
),

-- Who has a row on one as-of day has one on all later days.
steps as (
    select
        later.grouping,
        later.api_type,
        month_ends.month,
        month_ends.earlier_as_of_date,
        month_ends.as_of_date,
        case
            when earlier.user_id is null then 'new'
            when earlier.is_dormant and later.is_dormant then 'dormant'
            when earlier.is_dormant then 'returned'
            else earlier.group_key
        end as from_key,
        case when later.is_dormant then 'dormant' else later.group_key end as to_key,
        coalesce(earlier.recent_calls, 0) as calls_before,
        later.recent_calls as calls_after
    from month_ends
    inner join as_of_labels as later on month_ends.as_of_date = later.as_of_date
    left join as_of_labels as earlier
        on
            month_ends.earlier_as_of_date = earlier.as_of_date
            and later.grouping = earlier.grouping
            and later.api_type is not distinct from earlier.api_type
            and later.user_id = earlier.user_id
)

select
    grouping,
    api_type,
    month,
    from_key,
    to_key,
    count(*) as users,
    cast(sum(calls_before) as bigint) as calls_before,
    cast(sum(calls_after) as bigint) as calls_after,
    earlier_as_of_date,
    as_of_date
from steps
group by grouping, api_type, month, earlier_as_of_date, as_of_date, from_key, to_key
order by grouping asc, api_type asc nulls first, month asc, from_key asc, to_key asc

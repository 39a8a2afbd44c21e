with usage_days as (
    select * from {{ ref('int_usage_days') }}
),

user_api_types as (
    select
        user_id,
        api_type
    from usage_days
    group by user_id, api_type
),

-- Whoever uses one type has the same days with all types together: one series serves both.
users as (
    select
        user_id,
        api_type,
        api_type as series_api_type
    from user_api_types
    union all
    select
        user_id,
        null as api_type,
        case when count(*) = 1 then min(api_type) end as series_api_type
    from user_api_types
    group by user_id
),

numbered_users as (
    select
        *,
        row_number() over (partition by api_type order by user_id) as user_number,
        count(*) over (partition by api_type) as user_count
    from users
),

-- All users of a type, or so many of them, evenly spaced.
compared_users as (
    select
        user_id,
        api_type,
        series_api_type
    from numbered_users
    where
        floor(user_number * {{ var('most_compared_users') }} / user_count)
        > floor((user_number - 1) * {{ var('most_compared_users') }} / user_count)
),

user_parts as (
    select
        *,
        'all weeks' as part
    from users
    union all
    select
        *,
        'odd weeks' as part
    from compared_users
    union all
    select
        *,
        'even weeks' as part
    from compared_users
),

series as (
    select distinct
        series_api_type,
        user_id,
        part
    from user_parts
),

numbered_series as (
    select
        *,
        {{ series_number('series_api_type, user_id, part') }} as series_id
    from series
)

select
    numbered_series.series_id,
    user_parts.user_id,
    user_parts.api_type,
    user_parts.part
from user_parts
inner join numbered_series
    on
        user_parts.user_id = numbered_series.user_id
        and user_parts.part = numbered_series.part
        and user_parts.series_api_type is not distinct from numbered_series.series_api_type

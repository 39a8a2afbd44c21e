{% set most = var('most_compared_users') %}

with usage_days as (
    select * from {{ ref('int_usage_days') }}
),

period as (
    select * from {{ ref('int_period') }}
),

user_api_types as (
    select
        user_id,
        api_type,
        count(*) as day_count,
        max(usage_date) as last_used_on
    from usage_days
    group by user_id, api_type
),

users as (
    select
        user_id,
        count(*) as type_count,
        max(last_used_on) as last_used_on
    from user_api_types
    group by user_id
),

-- Whoever uses one type has the same days with all types together: one series serves both.
whole_series as (
    select
        user_api_types.user_id,
        user_api_types.api_type,
        user_api_types.day_count,
        user_api_types.last_used_on,
        users.type_count = 1 as is_whole_user
    from user_api_types
    inner join users on user_api_types.user_id = users.user_id
    union all
    select
        user_id,
        null as api_type,
        null as day_count,
        last_used_on,
        true as is_whole_user
    from users
    where type_count > 1
),

windowed_series as (
    select
        whole_series.*,
        whole_series.last_used_on >= period.window_start as is_in_window
    from whole_series
    cross join period
),

numbered_series as (
    select
        *,
        {{ series_number('api_type, user_id') }} as series_number,
        row_number() over (partition by is_in_window, api_type order by user_id) as place_in_type,
        count(*) over (partition by is_in_window, api_type) as type_size,
        row_number() over (partition by is_in_window, is_whole_user order by user_id)
            as place_among_users,
        count(*) over (partition by is_in_window, is_whole_user) as user_count
    from windowed_series
),

-- All users of a type, or so many of them, evenly spaced; and of whole users as well.
compared_series as (
    select
        *,
        is_in_window
        and api_type is not null
        and {{ is_evenly_spaced('place_in_type', 'type_size', most) }} as is_compared_in_type,
        is_in_window
        and is_whole_user
        and {{ is_evenly_spaced('place_among_users', 'user_count', most) }}
            as is_compared_among_users
    from numbered_series
),

parts as (
    select
        0 as part_number,
        'all weeks' as part
    union all
    select
        1 as part_number,
        'even weeks' as part
    union all
    select
        2 as part_number,
        'odd weeks' as part
)

select
    3 * compared_series.series_number + parts.part_number as series_id,
    3 * compared_series.series_number as whole_series_id,
    compared_series.user_id,
    compared_series.api_type,
    parts.part,
    compared_series.day_count,
    compared_series.is_in_window,
    compared_series.is_whole_user,
    compared_series.is_compared_in_type,
    compared_series.is_compared_among_users
from compared_series
cross join parts
where
    parts.part_number = 0
    or compared_series.is_compared_in_type
    or compared_series.is_compared_among_users

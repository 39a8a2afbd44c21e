with group_members as {{ not_materialized() }} (
    select * from {{ ref('int_group_members') }}
    where grouping <> 'shape'
),

-- How many users are behind; users of equal values have equally many.
places as (
    select
        grouping,
        series_id,
        count(*) over (partition by grouping, api_type) as user_count,
        rank() over recency_order - 1 as staler_users,
        rank() over frequency_order - 1 as rarer_users,
        rank() over volume_order - 1 as lighter_users
    from group_members
    window
        recency_order as (partition by grouping, api_type order by days_since_last_use desc),
        frequency_order as (partition by grouping, api_type order by use_days asc),
        volume_order as (partition by grouping, api_type order by total_calls asc)
)

select
    grouping,
    series_id,
    1 + 5 * staler_users // user_count as recency_quintile,
    1 + 5 * rarer_users // user_count as frequency_quintile,
    1 + 5 * lighter_users // user_count as volume_quintile
from places

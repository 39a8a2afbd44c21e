with group_members as {{ not_materialized() }} (
    select * from {{ ref('int_group_members') }}
    where grouping <> 'shape'
),

sums as (
    select
        grouping,
        api_type,
        group_key,
        series_id,
        user_id,
        total_calls,
        use_days,
        last_used_on,
        cast(count(*) over same_type as hugeint) as user_count,
        cast(sum(total_calls) over same_type as hugeint) as all_calls
    from group_members
    window same_type as (partition by grouping, api_type)
),

-- Ten times the calls of the mean user, or half of all alone.
heavy_users as (
    select *
    from sums
    where total_calls * user_count >= 10 * all_calls or 2 * total_calls >= all_calls
),

ranks as (
    select
        *,
        row_number() over (
            partition by grouping, api_type
            order by total_calls desc, try_cast(user_id as hugeint) asc, user_id asc
        ) as rank,
        count(*) over same_type as heavy_count,
        sum(total_calls) over same_type as heavy_calls
    from heavy_users
    window same_type as (partition by grouping, api_type)
)

-- Nobody stands out where these make less than half of the calls, or are half of the users.
select
    grouping,
    api_type,
    group_key,
    series_id,
    user_id,
    cast(total_calls as bigint) as calls,
    cast(total_calls as double) / cast(all_calls as double) as call_share,
    rank,
    use_days,
    last_used_on
from ranks
where 2 * heavy_calls >= all_calls and 2 * heavy_count < user_count

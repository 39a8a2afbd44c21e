{{ config(materialized='view') }}

with series_blocks as (
    select * from {{ ref('int_series_blocks') }}
),

as_of_blocks as (
    select * from {{ ref('int_as_of_blocks') }}
),

window_blocks as (
    select
        series_blocks.*,
        as_of_blocks.as_of_date,
        case when as_of_blocks.is_recent then series_blocks.total_calls end as recent_calls,
        case when as_of_blocks.is_earlier then series_blocks.total_calls end as earlier_calls
    from series_blocks
    inner join as_of_blocks on series_blocks.block_start = as_of_blocks.block_start
    where as_of_blocks.is_in_window
),

-- Of a window shorter than eight weeks, the calls before it.
blocks_before as (
    select
        series_blocks.series_id,
        as_of_blocks.as_of_date,
        case when as_of_blocks.is_recent then series_blocks.total_calls end as recent_calls,
        case when as_of_blocks.is_earlier then series_blocks.total_calls end as earlier_calls
    from series_blocks
    inner join as_of_blocks on series_blocks.block_start = as_of_blocks.block_start
    where not as_of_blocks.is_in_window
),

blocks as (
    select * from window_blocks
    union all by name
    select * from blocks_before
),

windows as (
    select
        series_id,
        as_of_date,
        min(first_used_on) as first_used_on,
        max(last_used_on) as last_used_on,
        cast(sum(use_days) as bigint) as use_days,
        cast(sum(weekend_days) as bigint) as weekend_days,
        -- Nothing comes before the first day of a window.
        cast(sum(log_gap_sum) - arg_min(first_log_gap, first_used_on) as double) as log_gap_sum,
        cast(sum(total_calls) as bigint) as total_calls,
        sum(day_sum) as day_sum,
        sum(day_square_sum) as day_square_sum,
        sum(whole_log_sum) as whole_log_sum,
        sum(whole_log_square_sum) as whole_log_square_sum,
        sum(day_whole_log_sum) as day_whole_log_sum,
        coalesce(cast(sum(recent_calls) as bigint), 0) as recent_calls,
        coalesce(cast(sum(earlier_calls) as bigint), 0) as earlier_calls
    from blocks
    group by series_id, as_of_date
)

select
    *,
    {{ days_between('first_used_on', 'last_used_on') }} as use_duration,
    cast(day_sum as bigint)
    - use_days * {{ days_between("date '2000-01-01'", 'first_used_on') }} as offset_sum
from windows
where use_days > 0

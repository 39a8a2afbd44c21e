with as_of_days as (
    select * from {{ ref('int_as_of_days') }}
    where not is_period_end
),

-- Where a window begins, the last four weeks, the four before these, or what comes after.
cuts as (
    select window_start as block_start
    from as_of_days
    union
    select {{ days_before('as_of_date', 27) }} as block_start
    from as_of_days
    union
    select {{ days_before('as_of_date', 55) }} as block_start
    from as_of_days
    union
    select as_of_date + 1 as block_start
    from as_of_days
),

blocks as (
    select
        block_start,
        lead(block_start) over (order by block_start) - 1 as block_end
    from cuts
)

select
    as_of_days.as_of_date,
    blocks.block_start,
    blocks.block_end,
    blocks.block_start >= as_of_days.window_start as is_in_window,
    {{ days_between('blocks.block_end', 'as_of_days.as_of_date') }} < 28 as is_recent,
    {{ days_between('blocks.block_end', 'as_of_days.as_of_date') }} between 28 and 55
        as is_earlier
from as_of_days
inner join blocks
    on
        as_of_days.as_of_date >= blocks.block_end
        and least(as_of_days.window_start, {{ days_before('as_of_days.as_of_date', 55) }})
        <= blocks.block_start
order by as_of_days.as_of_date, blocks.block_start

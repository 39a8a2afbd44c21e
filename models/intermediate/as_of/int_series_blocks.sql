with api_days as {{ not_materialized() }} (
    select * from {{ ref('int_series_days__user_api') }}
),

user_days as {{ not_materialized() }} (
    select * from {{ ref('int_series_days__user') }}
),

blocks as (
    select distinct
        block_start,
        block_end
    from {{ ref('int_as_of_blocks') }}
),

block_days as (
    select
        block_start,
        cast(unnest(range(block_start, block_end + 1, interval 1 day)) as date) as usage_date
    from blocks
),

gaps as (
    {{ in_quarters(gaps_between, ['api_days', 'user_days']) }} -- noqa: PRS
),

days as (
    select
        gaps.series_id,
        block_days.block_start,
        gaps.usage_date,
        gaps.call_count,
        {{ days_between("date '2000-01-01'", 'gaps.usage_date') }} as day_number,
        {{ day_of_week('gaps.usage_date') }} >= 6 as is_weekend,
        cast(ln(gaps.gap_days) as decimal(38, 17)) as log_gap,
        {{ whole_log10('gaps.call_count') }} as calls_whole_log10
    from gaps
    inner join block_days on gaps.usage_date = block_days.usage_date
)

select
    series_id,
    block_start,
    min(usage_date) as first_used_on,
    max(usage_date) as last_used_on,
    count(*) as use_days,
    count(*) filter (where is_weekend) as weekend_days,
    -- The first day of all has none.
    arg_min(coalesce(log_gap, 0), usage_date) as first_log_gap,
    sum(log_gap) as log_gap_sum,
    cast(sum(call_count) as bigint) as total_calls,
    {{ whole_log10_sums() }}
from days
group by series_id, block_start
-- What is added up next to each other is added up faster.
order by series_id, block_start

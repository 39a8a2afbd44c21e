{{ config(enabled=not features_path(), materialized='table') }}

with usage_rows as (
    select * from {{ ref('stg_usage') }}
),

days as (
    select
        usage_date,
        count(*) as row_count
    from usage_rows
    where
        verdict in ('accepted', 'without a user')
        and usage_date <= {{ latest_day() }}
    group by usage_date
),

counted_days as (
    select
        *,
        lead(usage_date) over ordered_days as next_date,
        row_number() over ordered_days as days_before,
        count(*) over () - row_number() over ordered_days as days_after,
        sum(row_count) over ordered_days as rows_before,
        sum(row_count) over () as all_rows
    from days
    window ordered_days as (order by usage_date)
),

gaps as (
    select
        *,
        all_rows - rows_before as rows_after,
        {{ days_between('usage_date', 'next_date') }} as gap_days
    from counted_days
    where next_date is not null
),

compared_gaps as (
    select
        *,
        coalesce(max(gap_days) over earlier_gaps, 0) as longest_before,
        coalesce(max(gap_days) over later_gaps, 0) as longest_after
    from gaps
    window
        earlier_gaps as (
            order by usage_date rows between unbounded preceding and 1 preceding
        ),
        later_gaps as (
            order by usage_date rows between 1 following and unbounded following
        )
),

-- Few: less than a hundredth of the rows, or some days of less than half as many.
far_gaps as (
    select
        *,
        {{ is_few('before', 'after') }} and gap_days > 10 * longest_after as parts_early_days,
        {{ is_few('after', 'before') }} and gap_days > 10 * longest_before as parts_late_days
    from compared_gaps
    where gap_days > {{ most_years_apart() }}
),

-- One row, also where both limits are set and nothing is looked for.
limits as (
    select
        max(case when parts_early_days then next_date end) as day_after_gap,
        min(case when parts_late_days then usage_date end) as day_before_gap
    from far_gaps
)

select
    {{ unless_set('period_start', 'day_after_gap') }} as first_day,
    {{ unless_set('period_end', 'day_before_gap') }} as last_day
from limits

{{ config(enabled=not features_path()) }}

with series_days_windowed as (
    select * from {{ ref('int_series_days_windowed') }}
)

select
    series_id,
    min(usage_date) as first_used_on,
    max(usage_date) as last_used_on,
    count(*) as use_days,
    count(*) filter (where day_of_week = 1) as mondays,
    count(*) filter (where day_of_week = 2) as tuesdays,
    count(*) filter (where day_of_week = 3) as wednesdays,
    count(*) filter (where day_of_week = 4) as thursdays,
    count(*) filter (where day_of_week = 5) as fridays,
    count(*) filter (where day_of_week = 6) as saturdays,
    count(*) filter (where day_of_week = 7) as sundays,
    count(*) filter (where streak_day = 1) as streak_count,
    cast(max(streak_day) as bigint) as longest_streak,
    cast(max(streak_day) filter (where is_period_end) as bigint) as current_streak,
    {{ exact_sum('ln(gap_days)') }} as log_gap_sum,
    sum(day_offset) as offset_sum,
    sum(day_offset * day_offset) as offset_square_sum,
    cast(sum(call_count) as bigint) as total_calls,
    cast(
        sum(day_number * cast(call_count as decimal(38, 0))) as decimal(38, 0)
    ) as day_weighted_calls,
    min(call_count) as min_calls,
    max(call_count) as max_calls,
    count(*) filter (where is_peak) as peak_count,
    {{ exact_sum('usage_scaled') }} as scaled_sum,
    {{ exact_sum('usage_scaled * usage_scaled') }} as scaled_square_sum,
    {{ exact_sum('calls_log10_above_least') }} as log_sum,
    {{ exact_sum('calls_log10_above_least * calls_log10_above_least') }} as log_square_sum,
    {{ exact_sum('day_offset * calls_log10_above_least') }} as offset_log_sum,
    {{ whole_log10_sums() }}
from series_days_windowed
group by series_id

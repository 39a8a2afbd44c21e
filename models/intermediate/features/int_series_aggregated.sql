{{ config(enabled=not features_path()) }}

with series_days as (
    select * from {{ ref('int_series_days') }}
),

period as (
    select * from {{ ref('int_period') }}
),

numbered_days as (
    select
        series_days.*,
        {{ days_between('period.window_start', 'series_days.usage_date') }} as day_number,
        {{ day_of_week('series_days.usage_date') }} as day_of_week,
        {{ whole_log10('series_days.call_count', log10_units('period.is_whole_period')) }}
            as calls_whole_log10
    from series_days
    cross join period
)

-- The series say how many days there are:
-- depends_on: {{ ref('int_series') }}
select
    series_id,
    min(usage_date) as first_used_on,
    max(usage_date) as last_used_on,
    count(*) as use_days,
    {{ count_where('day_of_week = 1') }} as mondays,
    {{ count_where('day_of_week = 2') }} as tuesdays,
    {{ count_where('day_of_week = 3') }} as wednesdays,
    {{ count_where('day_of_week = 4') }} as thursdays,
    {{ count_where('day_of_week = 5') }} as fridays,
    {{ count_where('day_of_week = 6') }} as saturdays,
    {{ count_where('day_of_week = 7') }} as sundays,
    min(call_count) as min_calls,
    max(call_count) as max_calls,
    {{ doubled_median('call_count') }} as doubled_median_calls,
    cast(sum(call_count) as bigint) as total_calls,
    -- No more than the square of their sum, which is below 2^63.
    sum(call_count * {{ as_large('call_count') }}) as call_square_sum,
    sum(day_number * {{ as_large('call_count') }}) as day_weighted_calls,
    {{ whole_log10_sums() }}
from numbered_days
group by series_id

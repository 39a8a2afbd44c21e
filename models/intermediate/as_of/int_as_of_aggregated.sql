with series_blocks as (
    select * from {{ ref('int_series_blocks') }}
),

as_of_blocks as (
    select * from {{ ref('int_as_of_blocks') }}
),

windows as (
    select
        series_blocks.series_id,
        as_of_blocks.as_of_date,
        {% for name in ['use_days', 'weekend_days', 'total_calls'] %}
            cast(sum(series_blocks.{{ name }}) filter (as_of_blocks.is_in_window) as bigint)
                as {{ name }},
        {% endfor %}
        {% for name in [
            'day_sum', 'day_square_sum', 'whole_log_sum', 'whole_log_square_sum', 'day_whole_log_sum'
        ] %}
            sum(series_blocks.{{ name }}) filter (as_of_blocks.is_in_window) as {{ name }},
        {% endfor %}
        min(series_blocks.first_used_on) filter (as_of_blocks.is_in_window) as first_used_on,
        max(series_blocks.last_used_on) filter (as_of_blocks.is_in_window) as last_used_on,
        sum(series_blocks.log_gap_sum) filter (as_of_blocks.is_in_window) as log_gap_sum,
        -- Nothing comes before the first day of a window.
        arg_min(series_blocks.first_log_gap, series_blocks.first_used_on)
            filter (as_of_blocks.is_in_window) as first_log_gap,
        sum(series_blocks.total_calls) filter (as_of_blocks.is_recent) as recent_calls,
        sum(series_blocks.total_calls) filter (as_of_blocks.is_earlier) as earlier_calls
    from series_blocks
    inner join as_of_blocks on series_blocks.block_start = as_of_blocks.block_start
    group by series_blocks.series_id, as_of_blocks.as_of_date
)

select
    * exclude (log_gap_sum, first_log_gap, recent_calls, earlier_calls),
    {{ days_between('first_used_on', 'last_used_on') }} as use_duration,
    cast(day_sum as bigint)
    - use_days * {{ days_between("date '2000-01-01'", 'first_used_on') }} as offset_sum,
    cast(log_gap_sum - first_log_gap as double) as log_gap_sum,
    cast(coalesce(recent_calls, 0) as bigint) as recent_calls,
    cast(coalesce(earlier_calls, 0) as bigint) as earlier_calls
from windows
where use_days > 0

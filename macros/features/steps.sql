{# Days of series with the days since the one before, of a table in which they lie in order. #}
{% macro gaps_between(days) %}
    select
        *,
        case
            when earlier_series_id = series_id
                then {{ days_between('earlier_usage_date', 'usage_date') }}
        end as gap_days
    from (
        select
            series_id,
            usage_date,
            call_count,
            lag(series_id) over days_so_far as earlier_series_id,
            lag(usage_date) over days_so_far as earlier_usage_date
        from {{ days }}
        window days_so_far as ({{ days_so_far() }})
    ) as neighbours
{% endmacro %}

{# Days of series with the days before and after, of a table in which they lie in order: what stands
   before and after a day is its neighbour, or of another series. #}
{% macro steps_between(days) %}
    select
        *,
        place + 1 - max(case when coalesce(gap_days, 2) > 1 then place end) over days_so_far
            as streak_day
    from (
        select
            *,
            case
                when earlier_series_id = series_id
                    then {{ days_between('earlier_usage_date', 'usage_date') }}
            end as gap_days,
            case
                when later_series_id = series_id
                    then {{ days_between('usage_date', 'later_usage_date') }}
            end as next_gap_days
        from (
            select
                series_id,
                usage_date,
                call_count,
                lag(series_id) over days_so_far as earlier_series_id,
                lag(usage_date) over days_so_far as earlier_usage_date,
                lag(call_count) over days_so_far as earlier_call_count,
                lead(series_id) over days_so_far as later_series_id,
                lead(usage_date) over days_so_far as later_usage_date,
                lead(call_count) over days_so_far as later_call_count,
                row_number() over days_so_far as place
            from {{ days }}
            window days_so_far as ({{ days_so_far() }})
        ) as neighbours
    ) as gaps
    window days_so_far as ({{ days_so_far() }})
{% endmacro %}

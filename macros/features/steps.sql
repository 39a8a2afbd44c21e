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
   before and after a day is its neighbour, or of another series. A condition on series leaves the others out. #}
{% macro days_between_others(days, series='true') %}
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
        where {{ series }}
        window days_so_far as ({{ days_so_far() }})
    ) as neighbours
{% endmacro %}

{# Unbroken runs of days of the same: the last day of each, how many days it has, and the days to the next one. #}
{% macro streaks_of(days, series='true') %}
    select
        series_id,
        usage_date as last_day,
        next_gap_days,
        place - coalesce(lag(place) over days_so_far, 0) as day_count
    from ({{ days_between_others(days, series) }}) as neighbours
    where coalesce(next_gap_days > 1, true)
    window days_so_far as ({{ days_so_far() }})
{% endmacro %}

{# A query of days, one of the following, for each quarter of each table: a row is compared with the ones before and after it
   on one core, and those of several quarters on several. The linter knows no window without an order. #}
{% macro in_quarters(query_of, tables) %}
    {% for table in tables %}
        {% set last_table = loop.last %}
        {% for quarter in quarters_of(table) %}
            {{ query_of(quarter) }}
            {{ 'union all' if not (last_table and loop.last) }}
        {% endfor %}
    {% endfor %}
{% endmacro %}

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

{# Days of series with the rows before and after, of a table in which they lie in order: what stands before
   and after a day is its neighbour, or of another series. #}
{% macro with_neighbours(days) %}
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
{% endmacro %}

{# Days that are not below the day after, and whether they are above the day before; a day without usage counts as lower. #}
{% macro unsurpassed_days_of(days) %}
    select
        series_id,
        usage_date,
        call_count,
        not coalesce(
            earlier_series_id = series_id
            and {{ days_between('earlier_usage_date', 'usage_date') }} = 1
            and earlier_call_count >= call_count,
            false
        ) as is_risen
    from ({{ with_neighbours(days) }}) as neighbours
    where
        not coalesce(
            later_series_id = series_id
            and {{ days_between('usage_date', 'later_usage_date') }} = 1
            and later_call_count > call_count,
            false
        )
{% endmacro %}

{# Unbroken runs of days: the last day of each, how many days it has, and the days to the next one of the series. #}
{% macro streaks_of(days) %}
    select
        series_id,
        usage_date as last_day,
        place - coalesce(lag(place) over days_so_far, 0) as day_count,
        case
            when later_series_id = series_id
                then {{ days_between('usage_date', 'later_usage_date') }}
        end as next_gap_days
    from ({{ with_neighbours(days) }}) as neighbours
    where
        not coalesce(
            later_series_id = series_id
            and {{ days_between('usage_date', 'later_usage_date') }} = 1,
            false
        )
    window days_so_far as ({{ days_so_far() }})
{% endmacro %}

{# Where engines differ: default__ is DuckDB, spark__ is in spark/dialect.sql. #}

{# The whole number that digits spell, zeros behind a point allowed; null where it is above 2^63 - 1. #}
{% macro spelled_number(text) -%}
    {{ adapter.dispatch('spelled_number', 'usage_groups')(text) }}
{%- endmacro %}

{% macro default__spelled_number(text) -%}
    try_cast({{ text }} as bigint)
{%- endmacro %}

{# The date so many days before another. #}
{% macro days_before(day, count) -%}
    {{ adapter.dispatch('days_before', 'usage_groups')(day, count) }}
{%- endmacro %}

{% macro default__days_before(day, count) -%}
    {{ day }} - cast({{ count }} as integer)
{%- endmacro %}

{# Whole days from one date to another. #}
{% macro days_between(first_day, last_day) -%}
    {{ adapter.dispatch('days_between', 'usage_groups')(first_day, last_day) }}
{%- endmacro %}

{% macro default__days_between(first_day, last_day) -%}
    date_diff('day', {{ first_day }}, {{ last_day }})
{%- endmacro %}

{# Day of the week, from 1 for Monday to 7 for Sunday. #}
{% macro day_of_week(day) -%}
    {{ adapter.dispatch('day_of_week', 'usage_groups')(day) }}
{%- endmacro %}

{% macro default__day_of_week(day) -%}
    isodow({{ day }})
{%- endmacro %}

{# Whether a pattern matches the whole of a text. #}
{% macro matches_fully(text, pattern) -%}
    {{ adapter.dispatch('matches_fully', 'usage_groups')(text, pattern) }}
{%- endmacro %}

{% macro default__matches_fully(text, pattern) -%}
    regexp_full_match({{ text }}, '{{ pattern }}')
{%- endmacro %}

{# Columns as the text of a JSON object, under other names. #}
{% macro json_text(columns) -%}
    {{ adapter.dispatch('json_text', 'usage_groups')(columns) }}
{%- endmacro %}

{% macro default__json_text(columns) -%}
    cast(json_object(
        {%- for column, name in columns.items() %}
        {{ sql_text(name) }}, {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    ) as varchar)
{%- endmacro %}

{# Whether a number is neither NaN nor infinite. #}
{% macro is_finite(number) -%}
    {{ adapter.dispatch('is_finite', 'usage_groups')(number) }}
{%- endmacro %}

{% macro default__is_finite(number) -%}
    isfinite({{ number }})
{%- endmacro %}

{# Stops the query with a sentence. #}
{% macro stop(sentence) -%}
    {{ adapter.dispatch('stop', 'usage_groups')(sentence) }}
{%- endmacro %}

{% macro default__stop(sentence) -%}
    error({{ sentence }})
{%- endmacro %}

{# Sum of whole numbers below 2^63 that may itself be larger. #}
{% macro large_sum(number) -%}
    {{ adapter.dispatch('large_sum', 'usage_groups')(number) }}
{%- endmacro %}

{% macro default__large_sum(number) -%}
    cast(sum({{ number }}) as decimal(38, 0))
{%- endmacro %}

{# A whole number with room for products of whole numbers below 2^63. #}
{% macro as_large(number) -%}
    {{ adapter.dispatch('as_large', 'usage_groups')(number) }}
{%- endmacro %}

{% macro default__as_large(number) -%}
    cast({{ number }} as hugeint)
{%- endmacro %}

{# Twice the median of whole numbers below 2^63: the two in the middle together. #}
{% macro doubled_median(number) -%}
    {{ adapter.dispatch('doubled_median', 'usage_groups')(number) }}
{%- endmacro %}

{# Of up to 10^8 numbers the second is the next one where their count is even, else the same. #}
{% macro default__doubled_median(number) -%}
    cast(list_sum(quantile_disc({{ number }}, [0.5, 0.5 + 1e-9])) as decimal(38, 0))
{%- endmacro %}

{# Days that stand in order, with the calls of equal ones added up. #}
{% macro added_by_day(days) -%}
    {{ adapter.dispatch('added_by_day', 'usage_groups')(days) }}
{%- endmacro %}

{# The calls so far less those up to the day before, without grouping and sorting once more. #}
{% macro default__added_by_day(days) %}
    select
        series_id,
        usage_date,
        cast(calls_so_far - coalesce(lag(calls_so_far) over (), 0) as bigint) as call_count
    from (
        select
            *,
            sum(call_count) over (rows between unbounded preceding and current row) as calls_so_far,
            lead(series_id) over () as later_series_id,
            lead(usage_date) over () as later_usage_date
        from {{ days }}
    ) as sums
    where coalesce(later_series_id <> series_id or later_usage_date <> usage_date, true)
{% endmacro %}

{# A number of its own for each row, by the order of columns where that costs little. #}
{% macro series_number(columns) -%}
    {{ adapter.dispatch('series_number', 'usage_groups')(columns) }}
{%- endmacro %}

{# The rows of each quarter begin with a number that is known, see quarters_of. #}
{% macro default__series_number(columns) -%}
    cast(
        (ntile(4) over (order by {{ columns }}) - 1) * {{ quarter_size() }}
        + row_number() over (order by {{ columns }}) as integer
    )
{%- endmacro %}

{# More than a quarter takes; and three for each number fit into 32 bits, which are sorted, compared and stored faster. #}
{% macro quarter_size() -%}
    100000000
{%- endmacro %}

{# The days of each quarter of the series, or of all where each series is read by itself anyway. #}
{% macro quarters_of(days) %}
    {{ return(adapter.dispatch('quarters_of', 'usage_groups')(days)) }}
{% endmacro %}

{# Written as numbers, so that DuckDB reads no other days and keeps the order of these. Each number has three series. #}
{% macro default__quarters_of(days) %}
    {% set size = 3 * quarter_size() | int %}
    {% set quarters = [] %}
    {% for condition in [
        'series_id < ' ~ size,
        'series_id >= ' ~ size ~ ' and series_id < ' ~ 2 * size,
        'series_id >= ' ~ 2 * size ~ ' and series_id < ' ~ 3 * size,
        'series_id >= ' ~ 3 * size
    ] %}
        {% do quarters.append('(select * from ' ~ days ~ '\nwhere ' ~ condition ~ ') as quarter_days') %}
    {% endfor %}
    {{ return(quarters) }}
{% endmacro %}

{# The order of a table in which each series' days lie together, one after the other. #}
{% macro in_order(columns) -%}
    {{ adapter.dispatch('in_order', 'usage_groups')(columns) }}
{%- endmacro %}

{% macro default__in_order(columns) -%}
    order by {{ columns }}
{%- endmacro %}

{# A window over the days up to this one: of all series where a table keeps its order, which no sorting
   is needed for, else of the same series. #}
{% macro days_so_far() -%}
    {{ adapter.dispatch('days_so_far', 'usage_groups')() }}
{%- endmacro %}

{% macro default__days_so_far() -%}
    rows between unbounded preceding and current row
{%- endmacro %}

{# Of a query that is named twice, that it is read twice: DuckDB would first copy all of it. #}
{% macro not_materialized() -%}
    {{ adapter.dispatch('not_materialized', 'usage_groups')() }}
{%- endmacro %}

{% macro default__not_materialized() -%}
    not materialized
{%- endmacro %}

{# All columns but some. #}
{% macro all_but(columns) -%}
    {{ adapter.dispatch('all_but', 'usage_groups')(columns) }}
{%- endmacro %}

{% macro default__all_but(columns) -%}
    * exclude ({{ columns }})
{%- endmacro %}

{# A number that different texts have in common only by accident. #}
{% macro text_number(text) -%}
    {{ adapter.dispatch('text_number', 'usage_groups')(text) }}
{%- endmacro %}

{% macro default__text_number(text) -%}
    hash({{ text }})
{%- endmacro %}

{# What the macro score needs: JSON documents, and lists, whose places are counted from 1. #}

{# A JSON text as the structure that a mapping of names to types describes, or a list of such. #}
{% macro parsed_json(text, structure) -%}
    {{ adapter.dispatch('parsed_json', 'usage_groups')(text, structure) }}
{%- endmacro %}

{% macro default__parsed_json(text, structure) -%}
    from_json({{ text }}, {{ sql_text(tojson(structure)) }})
{%- endmacro %}

{# The elements of a list as rows, their fields as columns. #}
{% macro rows_of(list) -%}
    {{ adapter.dispatch('rows_of', 'usage_groups')(list) }}
{%- endmacro %}

{% macro default__rows_of(list) -%}
    unnest({{ list }}, recursive := true)
{%- endmacro %}

{# The elements of a list as rows, each in one column. #}
{% macro elements_of(list) -%}
    {{ adapter.dispatch('elements_of', 'usage_groups')(list) }}
{%- endmacro %}

{% macro default__elements_of(list) -%}
    unnest({{ list }})
{%- endmacro %}

{% macro list_length(list) -%}
    {{ adapter.dispatch('list_length', 'usage_groups')(list) }}
{%- endmacro %}

{% macro default__list_length(list) -%}
    len({{ list }})
{%- endmacro %}

{# An expression of each element, which has a name there. #}
{% macro list_of(list, name, expression) -%}
    {{ adapter.dispatch('list_of', 'usage_groups')(list, name, expression) }}
{%- endmacro %}

{% macro default__list_of(list, name, expression) -%}
    list_transform({{ list }}, lambda {{ name }}: {{ expression }})
{%- endmacro %}

{# The elements for which a condition holds; of the names there the second is what brackets take as the place. #}
{% macro list_where(list, names, condition) -%}
    {{ adapter.dispatch('list_where', 'usage_groups')(list, names, condition) }}
{%- endmacro %}

{% macro default__list_where(list, names, condition) -%}
    list_filter({{ list }}, lambda {{ names }}: {{ condition }})
{%- endmacro %}

{# The element at a place, null where there is none. #}
{% macro list_element(list, place) -%}
    {{ adapter.dispatch('list_element', 'usage_groups')(list, place) }}
{%- endmacro %}

{% macro default__list_element(list, place) -%}
    {{ list }}[{{ place }}]
{%- endmacro %}

{# The place of the first element that is equal to a value. #}
{% macro list_place(list, value) -%}
    {{ adapter.dispatch('list_place', 'usage_groups')(list, value) }}
{%- endmacro %}

{% macro default__list_place(list, value) -%}
    list_position({{ list }}, {{ value }})
{%- endmacro %}

{% macro list_largest(list) -%}
    {{ adapter.dispatch('list_largest', 'usage_groups')(list) }}
{%- endmacro %}

{% macro default__list_largest(list) -%}
    list_max({{ list }})
{%- endmacro %}

{# The sum of numbers with a point. #}
{% macro list_total(list) -%}
    {{ adapter.dispatch('list_total', 'usage_groups')(list) }}
{%- endmacro %}

{% macro default__list_total(list) -%}
    list_sum({{ list }})
{%- endmacro %}

{# From the largest element to the smallest. #}
{% macro list_descending(list) -%}
    {{ adapter.dispatch('list_descending', 'usage_groups')(list) }}
{%- endmacro %}

{% macro default__list_descending(list) -%}
    list_reverse_sort({{ list }})
{%- endmacro %}

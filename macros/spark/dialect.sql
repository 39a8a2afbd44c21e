{# What Spark says otherwise than DuckDB; see dialect.sql for what each is. #}

{# Times as DuckDB takes them: hours at least, Z or an offset, or behind seconds the name of a zone. #}
{% macro spark__usage_date(text) %}
    {% set day = '^[0-9]{4}([-/])[0-9]{1,2}\\\\1[0-9]{1,2}' %}
    {% set time = '[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]*)?)?' %}
    {% set zone = '(Z|[-+][0-9]{2}(:?[0-9]{2})?| [A-Za-z].*)?' %}
    {% set known = usual_time(year_first(text)) %}
    {% set instant %}
        try_cast(
            -- Spark takes one space, and a zone behind seconds only.
            regexp_replace(
                regexp_replace(
                    concat(replace(left({{ known }}, 10), '/', '-'), substr({{ known }}, 11)),
                    '^([-0-9]+)(T| +)', '$1 '
                ),
                '^([-0-9]+ [0-9]{1,2}:[0-9]{1,2})(?![0-9:])', '$1:00'
            ) as timestamp
        )
    {% endset %}
    case
        when {{ text }} rlike '{{ day }}\\z'
            then try_cast(replace({{ text }}, '/', '-') as date)
        when {{ text }} rlike '^[0-9]{8}\\z'
            then try_cast({{ with_dashes(text) }} as date)
        when length({{ text }}) > 10 and {{ known }} rlike '{{ day }}(T| +){{ time }}{{ zone }}\\z'
            then
                {% if time_zone() == 'UTC' %}
                cast({{ instant }} as date)
                {% else %}
                case
                    when substr({{ known }}, 12) rlike '[-+A-Za-z]'
                        then cast(from_utc_timestamp({{ instant }}, {{ sql_text(time_zone()) }}) as date)
                    else cast({{ instant }} as date)
                end
                {% endif %}
    end
{% endmacro %}

{# Spark takes more for a day than its ten characters. #}
{% macro spark__plain_day(text) -%}
    cast(null as date)
{%- endmacro %}

{# Digits in a row with dashes and colons, all others as they are. #}
{% macro year_first(text) -%}
    case
        when {{ text }} rlike '^[0-9]{8}T[0-9]{6}(Z|[-+][0-9]{2}(:?[0-9]{2})?)?\\z' then {{ with_dashes(text) }}
        else {{ text }}
    end
{%- endmacro %}

{% macro spark__backward_reference(number) -%}
    '${{ number }}'
{%- endmacro %}

{% macro spark__today() -%}
    current_date()
{%- endmacro %}

{# The refusal says so without a format. #}
{% macro spark__date_format_advice() -%}
    ''
{%- endmacro %}

{% macro spark__trimmed(text) -%}
    trim(both decode(unhex('{{ invisible_bytes() }}'), 'UTF-8') from {{ text }})
{%- endmacro %}

{% macro spark__all_replaced(text, pattern) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '')
{%- endmacro %}

{% macro spark__spelled_number(text) -%}
    try_cast(split_part({{ text }}, '.', 1) as bigint)
{%- endmacro %}

{% macro spark__days_before(day, count) -%}
    date_sub({{ day }}, cast({{ count }} as int))
{%- endmacro %}

{% macro spark__days_between(first_day, last_day) -%}
    cast(datediff({{ last_day }}, {{ first_day }}) as bigint)
{%- endmacro %}

{% macro spark__day_of_week(day) -%}
    cast(weekday({{ day }}) + 1 as bigint)
{%- endmacro %}

{% macro spark__matches_fully(text, pattern) -%}
    {{ text }} rlike '^(?:{{ pattern }})\\z'
{%- endmacro %}

{% macro spark__json_text(columns) -%}
    to_json(
        named_struct(
            {%- for column, name in columns.items() %}
            {{ sql_text(name) }}, {{ column }}{{ ',' if not loop.last }}
            {%- endfor %}
        ),
        map('ignoreNullFields', 'false')
    )
{%- endmacro %}

{% macro spark__is_finite(number) -%}
    (not isnan({{ number }}) and abs({{ number }}) < double('infinity'))
{%- endmacro %}

{% macro spark__stop(sentence) -%}
    raise_error({{ sentence }})
{%- endmacro %}

{# Spark would count on beyond 2^63 - 1 from the smallest number. #}
{% macro spark__large_sum(number) -%}
    cast(sum(cast({{ number }} as decimal(28, 0))) as decimal(38, 0))
{%- endmacro %}

{% macro spark__as_large(number) -%}
    cast({{ number }} as decimal(38, 0))
{%- endmacro %}

{% macro spark__doubled_median(number) -%}
    cast(element_at(sort_array(collect_list({{ number }})), cast((count(*) + 1) div 2 as int)) as decimal(38, 0))
    + element_at(sort_array(collect_list({{ number }})), cast(count(*) div 2 + 1 as int))
{%- endmacro %}

{% macro spark__added_by_day(days) %}
    select
        series_id,
        usage_date,
        cast(sum(call_count) as bigint) as call_count
    from {{ days }}
    group by series_id, usage_date
{% endmacro %}

{# One task would have to number all rows in order. #}
{% macro spark__series_number(columns) -%}
    monotonically_increasing_id()
{%- endmacro %}

{# Tables are files that tasks read in any order. #}
{% macro spark__in_order(columns) -%}
{%- endmacro %}

{% macro spark__days_so_far() -%}
    partition by series_id order by usage_date
{%- endmacro %}

{% macro spark__quarters_of(days) %}
    {{ return([days]) }}
{% endmacro %}

{# Spark copies none. #}
{% macro spark__not_materialized() -%}
{%- endmacro %}

{% macro spark__all_but(columns) -%}
    * except ({{ columns }})
{%- endmacro %}

{% macro spark__sql_text(value) %}
    {{ return("'" ~ (value | string | replace('\\', '\\\\') | replace("'", "\\'")) ~ "'") }}
{% endmacro %}

{% macro spark__text_number(text) -%}
    xxhash64({{ text }})
{%- endmacro %}

{# What the macro score needs. #}

{% macro spark__parsed_json(text, structure) -%}
    from_json({{ text }}, {{ sql_text(spark_type(structure)) }})
{%- endmacro %}

{# A type as Spark writes it: of a mapping a structure, of a list one of what its only element says. #}
{% macro spark_type(structure) %}
    {% if structure is string %}
        {{ return(structure) }}
    {% elif structure is not mapping %}
        {{ return('array<' ~ spark_type(structure[0]) ~ '>') }}
    {% endif %}
    {% set fields = [] %}
    {% for name, type in structure.items() %}
        {% do fields.append(spark_name(name) ~ ': ' ~ spark_type(type)) %}
    {% endfor %}
    {{ return('struct<' ~ fields | join(', ') ~ '>') }}
{% endmacro %}

{% macro spark__rows_of(list) -%}
    inline({{ list }})
{%- endmacro %}

{% macro spark__elements_of(list) -%}
    explode({{ list }})
{%- endmacro %}

{% macro spark__list_length(list) -%}
    array_size({{ list }})
{%- endmacro %}

{% macro spark__list_of(list, name, expression) -%}
    transform({{ list }}, {{ name }} -> {{ expression }})
{%- endmacro %}

{% macro spark__list_where(list, names, condition) -%}
    filter({{ list }}, ({{ names }}) -> {{ condition }})
{%- endmacro %}

{% macro spark__list_element(list, place) -%}
    try_element_at({{ list }}, cast({{ place }} as int))
{%- endmacro %}

{% macro spark__list_place(list, value) -%}
    array_position({{ list }}, {{ value }})
{%- endmacro %}

{% macro spark__list_largest(list) -%}
    array_max({{ list }})
{%- endmacro %}

{% macro spark__list_total(list) -%}
    aggregate({{ list }}, cast(0 as double), (total, element) -> total + element)
{%- endmacro %}

{% macro spark__list_descending(list) -%}
    sort_array({{ list }}, false)
{%- endmacro %}

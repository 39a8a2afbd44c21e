{# What Spark says otherwise than DuckDB; see dialect.sql for what each is. #}

{# Times as DuckDB takes them: minutes at least, Z or hours or the name of a zone behind a space. #}
{% macro spark__usage_date(text) %}
    {% set day = '^[0-9]{4}([-/])[0-9]{1,2}\\\\1[0-9]{1,2}' %}
    {% set time = '[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]*)?)?' %}
    {% set zone = '(Z|[-+][0-9]{2}(:?[0-9]{2})?| [A-Za-z].*)?' %}
    case
        when {{ text }} rlike '{{ day }}\\z'
            then try_cast(replace({{ text }}, '/', '-') as date)
        when length({{ text }}) > 10 and {{ text }} rlike '{{ day }}(T| +){{ time }}{{ zone }}\\z'
            then cast(try_cast(
                -- Spark takes one space, and a zone behind seconds only.
                regexp_replace(
                    regexp_replace(
                        concat(replace(left({{ text }}, 10), '/', '-'), substr({{ text }}, 11)),
                        '^([-0-9]+)(T| +)', '$1 '
                    ),
                    '^([-0-9]+ [0-9]{1,2}:[0-9]{1,2})(?![0-9:])', '$1:00'
                ) as timestamp
            ) as date)
    end
{% endmacro %}

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

{# Spark copies none. #}
{% macro spark__not_materialized() -%}
{%- endmacro %}

{% macro spark__all_but(columns) -%}
    * except ({{ columns }})
{%- endmacro %}

{% macro spark__sql_text(value) %}
    {{ return("'" ~ (value | string | replace('\\', '\\\\') | replace("'", "\\'")) ~ "'") }}
{% endmacro %}

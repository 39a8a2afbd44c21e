{# Whether a row is among at most so many of its part, drawn by the hash of a text: the same ones however the rows
   lie, and mostly the same ones in the next build. #}
{% macro is_drawn(text, part, most) -%}
    row_number() over (partition by {{ part }} order by md5_number_upper({{ text }}), {{ text }}) <= {{ most }}
{%- endmacro %}

{# Whether it is worth while to ask for that of a row of a part of so many: twice as many are put in order. #}
{% macro may_be_drawn(text, size, most) -%}
    md5_number_upper({{ text }}) <= least(2 * {{ most }} / {{ size }}, 1.0) * 18446744073709551615.0
{%- endmacro %}

{# All values of columns, as lists of these names. #}
{% macro ordered_values(relation, columns) -%}
    {% for name in columns %}list_sort(list({{ relation }}.{{ name }})) as {{ name }}{{ ', ' if not loop.last }}{% endfor %}
{%- endmacro %}

{# What the values of such lists lie between. A decile is a value that is there, so that no two of them are taken for
   one by rounding. #}
{% macro ranges_of(columns) -%}
    struct_pack(
        {% for name in columns %}
            {{ name }} := struct_pack(
                least := {{ name }}[1],
                most := {{ name }}[-1],
                deciles := list_transform(
                    range(1, 10),
                    lambda tenth: {{ name }}[1 + cast(floor(tenth / 10 * (len({{ name }}) - 1)) as bigint)]
                )
            ){{ ',' if not loop.last }}
        {% endfor %}
    )
{%- endmacro %}

{# Let the processes that search groups start as soon as it is known for how many users, while SQL prepares the search. #}
{% macro await_users(features) %}
    {% if target.type == 'duckdb' %}
        select await_users((select cast(count(*) as varchar) from {{ features }} where part = 'all weeks'))
    {% endif %}
{% endmacro %}

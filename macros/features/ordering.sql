{# The rows of a table, in the order in which it is stored, that do not come after the one before or that lack
   one of the columns: it takes one pass and no memory to see that all is in order and no two rows agree. #}
{% macro rows_out_of_order(relation, columns) %}
    select *
    from (
        select
            {% for column in columns %}
                {{ column }},
                lag({{ column }}) over () as earlier_{{ loop.index }},
            {% endfor %}
            row_number() over () as place
        from {{ relation }}
    ) as neighbours
    where not coalesce(
        {% for column in columns %}
            {{ column }} is not null and
        {% endfor %}
        (
            place = 1
            {% for column in columns %}
                or (
                    {% for equal in columns[:loop.index0] %}
                        {{ equal }} = earlier_{{ loop.index }} and
                    {% endfor %}
                    {{ column }} > earlier_{{ loop.index }}
                )
            {% endfor %}
        ),
        false
    )
{% endmacro %}

{# Whether the place of a row, from 1, is one of at most so many places that lie evenly among all rows. #}
{% macro is_evenly_spaced(place, row_count, most) -%}
    floor({{ place }} * {{ most }} / {{ row_count }}) > floor(({{ place }} - 1) * {{ most }} / {{ row_count }})
{%- endmacro %}

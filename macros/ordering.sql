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

{# Sort a table that a join has filled: only a join that had to go to disk does not keep the order of its input. #}
{% macro sort_where_needed(relation, columns) %}
    {% if execute %}
        {% set found = run_query('select 1 from (' ~ rows_out_of_order(relation, columns) ~ ') limit 1') %}
        {% if found.rows %}
            create or replace table {{ relation }} as
            select * from {{ relation }}
            order by {{ columns | join(', ') }}
        {% endif %}
    {% endif %}
{% endmacro %}

{# No two rows agree in all columns of the grain, and none of them is missing. Of a table that is stored in
   the order of its grain each row is compared with the one before, which takes no memory. #}
{% test unique_grain(model, columns, nullable=[], is_in_order=false) %}
    {% if is_in_order and target.type == 'duckdb' %}
        select *
        from (
            select
                {% for column in columns %}
                    {{ column }},
                    lag({{ column }}) over () as earlier_{{ loop.index }},
                {% endfor %}
                row_number() over () as place
            from {{ model }}
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
    {% else %}
        select
            {{ columns | join(', ') }},
            count(*) as row_count
        from {{ model }}
        group by {{ columns | join(', ') }}
        having
            count(*) > 1
            {% for column in columns if column not in nullable %}
                or {{ column }} is null
            {% endfor %}
    {% endif %}
{% endtest %}

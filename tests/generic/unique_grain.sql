{# No two rows agree in all columns of the grain, and none of them is missing. Of a table that is stored in
   the order of its grain each row is compared with the one before, which takes no memory. #}
{% test unique_grain(model, columns, nullable=[], is_in_order=false) %}
    {% if is_in_order and target.type == 'duckdb' %}
        {{ rows_out_of_order(model, columns) }}
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

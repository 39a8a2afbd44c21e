{# No column of the model holds NaN or infinity. #}
{% test finite_numbers(model) %}
    {% set numbers = [] %}
    {% for column in adapter.get_columns_in_relation(model) if execute and column.is_float() %}
        {% do numbers.append(column.quoted) %}
    {% endfor %}
    select *
    from {{ model }}
    where
        false
        {% for number in numbers %} or not {{ is_finite(number) }} {% endfor %}
{% endtest %}

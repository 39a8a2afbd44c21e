{# No two rows agree in all columns of the grain, and none of them is missing. #}
{% test unique_grain(model, columns) %}
    {{ rows_without_key(model, {'type': 'primary_key', 'columns': columns}) }}
{% endtest %}

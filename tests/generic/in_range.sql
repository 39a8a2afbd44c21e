{# Every value is a finite number from minimum to maximum; null only where it is allowed. #}
{% test in_range(model, column_name, minimum=none, maximum=none, nullable=false) %}
    select {{ column_name }}
    from {{ model }}
    where
        {% if nullable %} {{ column_name }} is not null and {% endif %}
        not coalesce(
            isfinite(cast({{ column_name }} as double))
            {% if minimum is not none %} and {{ column_name }} >= {{ minimum }} {% endif %}
            {% if maximum is not none %} and {{ column_name }} <= {{ maximum }} {% endif %},
            false
        )
{% endtest %}

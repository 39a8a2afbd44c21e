{# Every value of the columns is a finite number within its range; null only where it is allowed. #}
{% test in_range(model, ranges) %}
    select {{ ranges.keys() | join(', ') }}
    from {{ model }}
    where
        {% for column, range in ranges.items() %}
            {{ 'or ' if not loop.first }}
            {% if range.nullable %} {{ column }} is not null and {% endif %}
            not coalesce(
                {{ is_finite('cast(' ~ column ~ ' as double)') }}
                {% if range.minimum is defined %} and {{ column }} >= {{ range.minimum }} {% endif %}
                {% if range.maximum is defined %} and {{ column }} <= {{ range.maximum }} {% endif %},
                false
            )
        {% endfor %}
{% endtest %}

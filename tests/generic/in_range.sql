{# Every value of the columns is a finite number within its range, null only where it is allowed; and no other column
   holds NaN or infinity. #}
{% test in_range(model, ranges) %}
    {% set others = [] %}
    {% for column in adapter.get_columns_in_relation(model) if execute and column.is_float() and column.name not in ranges %}
        {% do others.append(column.quoted) %}
    {% endfor %}
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
        {% for number in others %} or not {{ is_finite(number) }} {% endfor %}
{% endtest %}

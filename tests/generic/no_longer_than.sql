{# No text has more characters than allowed, and none is missing or blank. #}
{% test no_longer_than(model, column_name, characters) %}
    select {{ column_name }}
    from {{ model }}
    where not coalesce(length(trim({{ column_name }})) between 1 and {{ characters }}, false)
{% endtest %}

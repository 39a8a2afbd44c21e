{# The table has one row, in which none of the columns is missing. #}
{% test one_row(model, columns=[]) %}
    select count(*) as row_count
    from {{ model }}
    having
        count(*) <> 1
        {% for column in columns %} or count({{ column }}) <> 1 {% endfor %}
{% endtest %}

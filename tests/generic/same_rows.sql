{# The model and another, or those of its rows that meet a condition, have exactly the same combinations of some
   columns. #}
{% test same_rows(model, to, columns, condition='true') %}
    {% set asked = '(select * from ' ~ to ~ ' where ' ~ condition ~ ')' %}
    {% for one, other in ((model, asked), (asked, model)) %}
        {{ "union all" if not loop.first }}
        select {{ columns | join(', ') }}
        from {{ one }} as found
        where not exists (
            select 1
            from {{ other }} as sought
            where
                {% for column in columns %}
                    {{ "and" if not loop.first }} found.{{ column }} is not distinct from sought.{{ column }}
                {% endfor %}
        )
    {% endfor %}
{% endtest %}

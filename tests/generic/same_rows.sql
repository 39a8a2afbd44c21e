{# The model and another have exactly the same combinations of some columns. #}
{% test same_rows(model, to, columns) %}
    {% for one, other in ((model, to), (to, model)) %}
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

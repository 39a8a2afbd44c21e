{# The model and another have exactly the same combinations of some columns. #}
{% test same_rows(model, to, columns) %}
    (
        select {{ columns | join(', ') }} from {{ model }}
        except
        select {{ columns | join(', ') }} from {{ to }}
    )
    union all
    (
        select {{ columns | join(', ') }} from {{ to }}
        except
        select {{ columns | join(', ') }} from {{ model }}
    )
{% endtest %}

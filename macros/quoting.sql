{# A value as a SQL string. #}
{% macro sql_text(value) %}
    {{ return("'" ~ (value | string | replace("'", "''")) ~ "'") }}
{% endmacro %}

{# Call a function of python/usage_groups/dbt_plugin.py; its error, if any, stops the build. #}
{% macro call_python(name, arguments) %}
    {% if not execute %}
        {{ return('') }}
    {% endif %}
    {% set quoted = arguments | map('string') | list %}
    {% set literals = [] %}
    {% for argument in quoted %}
        {% do literals.append(sql_text(argument)) %}
    {% endfor %}
    {% set answer = fromjson(run_query('select ' ~ name ~ '(' ~ literals | join(', ') ~ ')').rows[0][0]) %}
    {% if 'error' in answer %}
        {% do exceptions.raise_compiler_error(answer['error']) %}
    {% endif %}
    {{ return(answer['result']) }}
{% endmacro %}

{# A value as a SQL string. #}
{% macro sql_text(value) %}
    {{ return(adapter.dispatch('sql_text', 'usage_groups')(value)) }}
{% endmacro %}

{% macro default__sql_text(value) %}
    {{ return("'" ~ (value | string | replace("'", "''")) ~ "'") }}
{% endmacro %}

{# Values as a list of SQL strings. #}
{% macro sql_texts(values) %}
    {% set texts = [] %}
    {% for value in values %}
        {% do texts.append(sql_text(value)) %}
    {% endfor %}
    {{ return('[' ~ texts | join(', ') ~ ']') }}
{% endmacro %}

{# Call a function of python/usage_groups/entrypoints/plugin.py; its error, if any, stops the build. #}
{% macro call_python(name, arguments) %}
    {% if not execute %}
        {{ return('') }}
    {% endif %}
    {% set literals = [] %}
    {% for argument in arguments %}
        {% do literals.append(sql_text(argument)) %}
    {% endfor %}
    {% set call = name ~ '(' ~ literals | join(', ') ~ ')' %}
    {% set answer = fromjson(run_query('select ' ~ call).rows[0][0]) %}
    {% if 'error' in answer %}
        {% do exceptions.raise_compiler_error(answer['error']) %}
    {% endif %}
    {{ return(answer['result']) }}
{% endmacro %}

{# A path as a pattern that matches nothing but it: DuckDB takes what it reads for patterns. #}
{% macro as_pattern(path) %}
    {{ return(modules.re.sub('([*?[])', '[\\1]', path)) }}
{% endmacro %}

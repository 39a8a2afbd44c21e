{# A path relative to the project, wherever dbt was started; an absolute one or a URL stays as it is. #}
{% macro project_path(path) %}
    {% if modules.re.match('/|[A-Za-z][A-Za-z0-9+.-]*:', path) %}
        {{ return(path) }}
    {% endif %}
    {{ return(env_var('DBT_PROJECT_DIR', '.') ~ '/' ~ path) }}
{% endmacro %}

{# Where the rejected rows of the last build stand, whether it failed or not. #}
{% macro rejects_file() %}
    {{ return(adapter.dispatch('rejects_file', 'usage_groups')()) }}
{% endmacro %}

{% macro default__rejects_file() %}
    {{ return(project_path('build/usage_rejects.csv')) }}
{% endmacro %}

{# The file in exports/ that a model of models/exports/ stands for. #}
{% macro export_file(model_name) %}
    {{ return(model_name | replace('_csv', '.csv')) }}
{% endmacro %}

{# Text that no spreadsheet takes for a formula: an apostrophe is put before a cell that starts with = + - @, tab,
   line end or apostrophe, unless it is a number. Taking the first apostrophe off each cell that starts with one
   undoes it. #}
{% macro harmless_text(column) -%}
    case
        when
            regexp_matches({{ column }}, '^[=+\-@\t\r\n'']')
            and not regexp_full_match({{ column }}, '[+-]?[0-9]+([.][0-9]+)?')
            then '''' || {{ column }}
        else {{ column }}
    end
{%- endmacro %}

{# Write a relation, in its own order, to a file in build/, from where a complete build publishes it. #}
{% macro write_csv(relation, file=none) %}
    {{ adapter.dispatch('write_csv', 'usage_groups')(relation, file) }}
{% endmacro %}

{% macro default__write_csv(relation, file) %}
    {% set texts = [] %}
    {% for column in adapter.get_columns_in_relation(relation) if column.is_string() %}
        {% set name = adapter.quote(column.name) %}
        {% do texts.append(harmless_text(name) ~ ' as ' ~ name) %}
    {% endfor %}
    copy (
        select * {% if texts %} replace ({{ texts | join(', ') }}) {% endif %}
        from {{ relation }}
    )
    to {{ sql_text(project_path('build/' ~ (file or export_file(relation.identifier)))) }}
    (format csv, header)
{% endmacro %}

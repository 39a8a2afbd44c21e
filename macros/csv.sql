{# A path relative to the project, wherever dbt was started; an absolute one stays as it is. #}
{% macro project_path(path) %}
    {% if modules.re.match('/|[A-Za-z]:', path) %}
        {{ return(path) }}
    {% endif %}
    {{ return(env_var('DBT_PROJECT_DIR', '.') ~ '/' ~ path) }}
{% endmacro %}

{# The file in exports/ that a model of models/exports/ stands for. #}
{% macro export_file(model_name) %}
    {{ return(model_name | replace('_csv', '.csv')) }}
{% endmacro %}

{# Write a relation, in its own order, to a file in build/, from where a complete build publishes it. #}
{% macro write_csv(relation, file=none) %}
    copy (from {{ relation }})
    to {{ sql_text(project_path('build/' ~ (file or export_file(relation.identifier)))) }}
    (format csv, header)
{% endmacro %}

{# Runs at the start of every dbt command. #}
{% macro start_build() %}
    {% if execute and flags.WHICH in ('build', 'run', 'seed', 'test') %}
        {% do adapter.dispatch('start_build', 'usage_groups')() %}
    {% endif %}
{% endmacro %}

{# Let the build reach its own files only, and no more memory than allowed. #}
{% macro default__start_build() %}
    {# A part of a build, of which nobody knows beforehand what it reads. #}
    {% do call_python('spark_run', [features_path()]) if features_path() %}
    {% set usage = call_python('start', [usage_request(), project_path('exports')]) %}
    {% set folders = [] %}
    {% for folder in ('build/', 'exports/', 'seeds/') %}
        {% do folders.append(project_path(folder)) %}
    {% endfor %}
    {% do run_query('set global allowed_directories = ' ~ sql_texts(folders)) %}
    {% do run_query('set global allowed_paths = ' ~ sql_texts(usage)) %}
    {% do run_query('set global enable_external_access = false') %}
    {% if var('memory_limit') %}
        {% do run_query('set global memory_limit = ' ~ sql_text(var('memory_limit'))) %}
    {% endif %}
{% endmacro %}

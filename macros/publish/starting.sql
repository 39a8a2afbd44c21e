{# Runs at the start of every dbt command. #}
{% macro start_build() %}
    {% if execute and flags.WHICH in ('build', 'run', 'seed', 'test') %}
        {% do refuse_retry() %}
        {% do adapter.dispatch('start_build', 'usage_groups')() %}
    {% endif %}
{% endmacro %}

{# dbt retry goes on with tables that an earlier build left: nobody knows whether usage, vars and code are the same.
   It is a build of which a part is left out although nobody asked for a part. #}
{% macro refuse_retry() %}
    {% set given = invocation_args_dict %}
    {% set is_part = given.select or given.exclude or given.selector or given.resource_types
        or given.exclude_resource_types | reject('equalto', 'unit_test') | list %}
    {% if flags.WHICH == 'build' and not is_part and left_out() %}
        {% do exceptions.raise_compiler_error(
            'dbt retry would publish a mixture of two builds. Nothing is published. Run dbt build.'
        ) %}
    {% endif %}
{% endmacro %}

{# Let the build reach its own files only, and no more memory than allowed. #}
{% macro default__start_build() %}
    {# A part of a build, of which nobody knows beforehand what it reads. #}
    {% do call_python('spark_run', [features_path()]) if features_path() %}
    {% set usage = call_python('start', [usage_request(), project_path('exports')]) %}
    {% do remember_published() %}
    {% set folders = [] %}
    {% for folder in ('build/', 'exports/', 'seeds/') %}
        {% do folders.append(project_path(folder)) %}
    {% endfor %}
    {% do folders.append(as_pattern(project_path('seeds/'))) %}
    {% do run_query('set global allowed_directories = ' ~ sql_texts(folders)) %}
    {% do run_query('set global allowed_paths = ' ~ sql_texts(usage)) %}
    {% do run_query('set global enable_external_access = false') %}
    {% if var('memory_limit') %}
        {% do run_query('set global memory_limit = ' ~ sql_text(var('memory_limit'))) %}
    {% endif %}
{% endmacro %}

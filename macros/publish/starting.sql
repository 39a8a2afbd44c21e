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
    {# Only Python models read these, too late for a sentence. #}
    {% do whole_number('most_scored_users', 100) %}
    {% do whole_number('most_fitted_users', 100) %}
    {% do check_features() if features_path() %}
    {% set usage = call_python('start', [input_path(), project_path('exports')]) %}
    {% set folders = [] %}
    {% for folder in ('build/', 'exports/', 'seeds/') %}
        {% do folders.append(project_path(folder)) %}
    {% endfor %}
    {% do folders.append(as_pattern(project_path('seeds/'))) %}
    {% do run_query('set global allowed_directories = ' ~ sql_texts(folders)) %}
    {% do run_query('set global allowed_paths = ' ~ sql_texts(usage)) %}
    {% do run_query('set global enable_external_access = false') %}
    {% if var('memory_limit') %}
        {% do run_query('set global memory_limit = ' ~ sql_text(memory_limit())) %}
    {% endif %}
{% endmacro %}

{# The var of that name; anything but a size stops the build. #}
{% macro memory_limit() %}
    {% set value = var('memory_limit') | string | trim %}
    {% if not modules.re.fullmatch('[0-9]+([.][0-9]+)? ?([kKMGT]i?B|%)', value) %}
        {% do exceptions.raise_compiler_error(
            "memory_limit is '" ~ value ~ "', which is not a size like 4GB."
        ) %}
    {% endif %}
    {{ return(value) }}
{% endmacro %}

{# The var of that name; anything but a share stops the build. #}
{% macro max_reject_rate() %}
    {% set value = var('max_reject_rate') | string | trim %}
    {% if not modules.re.fullmatch('0|1|0?[.][0-9]+|1[.]0+|[1-9]e-[0-9]+', value) %}
        {% do exceptions.raise_compiler_error(
            "max_reject_rate is '" ~ value ~ "', which is not a share from 0 to 1 like 0.01."
        ) %}
    {% endif %}
    {{ return(value) }}
{% endmacro %}

{# A var that counts; anything but a whole number from the least one on stops the build. #}
{% macro whole_number(name, least) %}
    {% set value = var(name) | string | trim %}
    {% if not modules.re.fullmatch('[0-9]{1,9}', value) or value | int < least %}
        {% do exceptions.raise_compiler_error(
            name ~ " is '" ~ value ~ "', which is not a whole number from " ~ least ~ " on."
        ) %}
    {% endif %}
    {{ return(value) }}
{% endmacro %}

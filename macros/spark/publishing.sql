{# What a run on Spark leaves for a build on DuckDB: Parquet files of these models, and one row that says that
   they are complete. Nothing in the folder changes before the whole run has passed. #}
{% macro handed_over_models() %}
    {{ return([
        'stg_usage_rejects', 'int_row_counts', 'int_overlaps', 'int_usage_days', 'int_period',
        'int_usage_features', 'usage_features', 'user_labels',
    ]) }}
{% endmacro %}

{# The folder of that row, beside those of the models. #}
{% macro handed_over_run() %}
    {{ return('spark_run') }}
{% endmacro %}

{# What makes all of them; there are labels where the var group_model says by what. #}
{% macro spark_command() %}
    {{ return('dbt build --target spark --select +usage_features' ~ (' +user_labels' if var('group_model') else '')) }}
{% endmacro %}

{% macro spark__start_build() %}
    {% for node in graph.nodes.values()
        if node.unique_id in selected_resources and node.language == 'python' and flags.WHICH != 'test' %}
        {% do exceptions.raise_compiler_error(
            'Groups are found on DuckDB. On Spark run: ' ~ spark_command()
        ) %}
    {% endfor %}
    {% do discard_spark_tables() %}
{% endmacro %}

{# Where nothing remembers tables, what an earlier run left would be in the way. #}
{% macro discard_spark_tables() %}
    {% if run_query('set spark.sql.catalogImplementation').rows[0][1] == 'in-memory' %}
        {% do run_query('drop schema if exists ' ~ target.schema ~ ' cascade') %}
        {% do run_query('create schema ' ~ target.schema) %}
    {% endif %}
{% endmacro %}

{% macro spark__publish(results) %}
    {% set folder = project_path(var('spark_path')) %}
    {% set reason = reason_not_to_hand_over(results) %}
    {% if reason %}
        {% do log('Nothing handed over: ' ~ reason ~ ' ' ~ folder ~ ' is as it was.', info=true) %}
    {% else %}
        {% do hand_over(folder) %}
        {% do log_users_without_group() %}
        {% do log(
            'Wrote ' ~ folder ~ ". On DuckDB go on with: dbt build --vars '{features_path: " ~ folder ~ "}'", info=true
        ) %}
    {% endif %}
    {% do discard_spark_tables() %}
{% endmacro %}

{# Users of whom the given groups know nothing: groups are found on DuckDB. #}
{% macro log_users_without_group() %}
    {% for node in graph.nodes.values() if node.name == 'user_labels' %}
        {% set counts %}
            select coalesce(api_type, 'whole users'), count(*)
            from {{ node.relation_name }}
            where group_key is null
            group by api_type
            order by api_type
        {% endset %}
        {% for row in run_query(counts).rows %}
            {% do log(
                var('group_model') ~ ' has no groups of ' ~ row[0] ~ ': ' ~ counted(row[1], 'user') ~ ' without a group.',
                info=true
            ) %}
        {% endfor %}
    {% endfor %}
{% endmacro %}

{# Why a run on Spark hands nothing over, '' when it does. #}
{% macro reason_not_to_hand_over(results) %}
    {% if flags.WHICH != 'build' %}
        {{ return('only dbt build does.') }}
    {% endif %}
    {% if failed_names(results) %}
        {{ return(failed_names(results) | join(', ') ~ ' failed.') }}
    {% endif %}
    {% for node in graph.nodes.values()
        if node.name in handed_over_models() and node.unique_id not in selected_resources %}
        {{ return('this run left out ' ~ node.name ~ '. Run ' ~ spark_command() ~ '.') }}
    {% endfor %}
    {{ return('') }}
{% endmacro %}

{# The row is taken away first and comes back last, so that half a folder is not taken for a whole one. #}
{% macro hand_over(folder) %}
    {% set counts = {} %}
    {% for node in graph.nodes.values() if node.name in handed_over_models() %}
        {% do counts.update({node.name: run_query('select count(*) from ' ~ node.relation_name).rows[0][0] | int}) %}
    {% endfor %}
    {% set run %}
        select
            {{ sql_text(invocation_id) }} as build_id,
            current_timestamp() as built_at,
            {{ sql_text(usage_path() or sample_path()) }} as usage_path,
            {{ sql_text(tojson(parameters())) }} as parameters,
            {{ sql_text(tojson({'spark': run_query('select version()').rows[0][0].split(' ')[0], 'dbt-core': dbt_version})) }} as versions,
            {{ sql_text(tojson(counts)) }} as row_counts
    {% endset %}
    {% set run_folder = folder ~ '/' ~ handed_over_run() %}
    {% do overwrite_folder(run_folder, 'select * from (' ~ run ~ ') where false') %}
    {% if 'user_labels' not in counts %}
        {# Those of an earlier run would be of other usage. #}
        {% do overwrite_folder(folder ~ '/user_labels', 'select cast(null as string) as user_id where false') %}
    {% endif %}
    {% for node in graph.nodes.values() if node.name in handed_over_models() %}
        {% do overwrite_folder(folder ~ '/' ~ node.name, 'select * from ' ~ node.relation_name) %}
    {% endfor %}
    {% do overwrite_folder(run_folder, run) %}
{% endmacro %}

{% macro overwrite_folder(folder, query) %}
    {% do run_query('insert overwrite directory ' ~ sql_text(folder) ~ ' using parquet ' ~ query) %}
{% endmacro %}

{% macro spark__rejects_file() %}
    {{ return(project_path(var('spark_path')) ~ '/usage_rejects.csv') }}
{% endmacro %}

{# Of the models that run on Spark only the rejects are written as CSV. #}
{% macro spark__write_csv(relation, file) %}
    insert overwrite directory {{ sql_text(rejects_file()) }}
    using csv options (header 'true', escape '"')
    select * from {{ relation }}
{% endmacro %}

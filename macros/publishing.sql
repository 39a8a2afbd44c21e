{# Publish what a complete and green build made; say why otherwise. Runs at the end of every dbt command. #}
{% macro publish(results) %}
    {% if execute and flags.WHICH in ('build', 'run', 'seed', 'test') %}
        {% set reason = reason_not_to_publish(results) %}
        {% set database = project_path(var('publish_path')) %}
        {% if reason %}
            {% do log('Nothing published: ' ~ reason ~ ' ' ~ database ~ ' and exports/ are as they were.', info=true) %}
        {% else %}
            {% do write_database(database ~ '.new') %}
            {% for file in files_to_publish() %}
                {% do call_python('swap_in', [project_path('build/' ~ file), project_path('exports/' ~ file)]) %}
            {% endfor %}
            {% do call_python('swap_in', [database ~ '.new', database]) %}
            {% do log('Published ' ~ database ~ ' and the files in ' ~ project_path('exports/'), info=true) %}
        {% endif %}
    {% endif %}
{% endmacro %}

{% macro reason_not_to_publish(results) %}
    {% if flags.WHICH != 'build' %}
        {{ return('only dbt build publishes.') }}
    {% endif %}
    {% set failed = [] %}
    {% for result in results if result.status not in ('success', 'pass', 'warn', 'no-op') %}
        {% do failed.append(result.node.name) if result.status != 'skipped' %}
    {% endfor %}
    {% if failed %}
        {{ return(failed | join(', ') ~ ' failed.') }}
    {% endif %}
    {% for node in graph.nodes.values()
        if node.resource_type != 'operation' and node.unique_id not in selected_resources %}
        {{ return('this build left out ' ~ node.name ~ ', among others. Run dbt build without a selection.') }}
    {% endfor %}
    {{ return('') }}
{% endmacro %}

{# What a complete build publishes to exports/, in build/ under the same names. #}
{% macro files_to_publish() %}
    {% set files = [] %}
    {% for node in models_in('exports') %}
        {% do files.append(export_file(node.name)) %}
    {% endfor %}
    {% for node in models_in('report') if node.name == 'report_files' %}
        {% do files.extend(report_files(node.relation_name)) %}
    {% endfor %}
    {{ return(files) }}
{% endmacro %}

{# Models of a folder, by name. #}
{% macro models_in(folder) %}
    {% set found = [] %}
    {% for node in graph.nodes.values() if node.resource_type == 'model' and node.fqn[1] == folder %}
        {% do found.append(node) %}
    {% endfor %}
    {{ return(found | sort(attribute='name')) }}
{% endmacro %}

{# Copy the marts, with their comments, into a new file that older DuckDB clients read. #}
{% macro write_database(file) %}
    {% do call_python('remove_file', [file]) %}
    {% do run_query('attach ' ~ sql_text(file) ~ " as published (storage_version 'v1.0.0')") %}
    {% for node in models_in('marts') %}
        {% set table = 'published.main.' ~ adapter.quote(node.name) %}
        {% do run_query('create table ' ~ table ~ ' as from ' ~ node.relation_name) %}
        {% set comments = ['comment on table ' ~ table ~ ' is ' ~ sql_text(node.description)] %}
        {% for column in node.columns.values() %}
            {% set name = table ~ '.' ~ adapter.quote(column.name) %}
            {% do comments.append('comment on column ' ~ name ~ ' is ' ~ sql_text(column.description)) %}
        {% endfor %}
        {% do run_query(comments | join(';\n')) %}
    {% endfor %}
    {% do run_query('checkpoint published') %}
    {% do run_query('detach published') %}
{% endmacro %}

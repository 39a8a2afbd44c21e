{# Runs at the end of every dbt command. #}
{% macro publish(results) %}
    {% if execute and flags.WHICH in ('build', 'run', 'seed', 'test') %}
        {% do adapter.dispatch('publish', 'usage_groups')(results) %}
    {% endif %}
{% endmacro %}

{# Publish what a complete and green build made; say why otherwise. #}
{% macro default__publish(results) %}
    {% set reason = reason_not_to_publish(results) %}
    {% set database = project_path('usage_groups.duckdb') %}
    {% set further = project_path(var('publish_path')) if var('publish_path') else '' %}
    {% do log_remarks(results) %}
    {% if reason %}
        {% do log('Nothing published: ' ~ reason ~ ' ' ~ database ~ ' and exports/ are as they were.', info=true) %}
    {% else %}
        {% do finish_database() %}
        {% set folder = call_python('begin_publication', [project_path('exports'), invocation_id, project_path(target.path)]) %}
        {% do call_python('publish_outputs', [
            folder, project_path('build'), tojson(files_to_publish()), database, invocation_id, further
        ]) %}
        {% do log_overlaps() %}
        {% do log(
            'Published ' ~ database ~ (', ' ~ further if further else '') ~ ' and the files in '
            ~ project_path('exports/') ~ what_was_read(), info=true
        ) %}
    {% endif %}
{% endmacro %}

{# Why a build does not publish, '' when it does. #}
{% macro reason_not_to_publish(results) %}
    {% if flags.WHICH != 'build' %}
        {{ return('only dbt build publishes.') }}
    {% endif %}
    {% if flags.EMPTY %}
        {{ return('with --empty a build reads no rows.') }}
    {% endif %}
    {% if failed_names(results) %}
        {{ return(failed_names(results) | join(', ') ~ ' failed.' ~ advice(results)) }}
    {% endif %}
    {% if left_out() %}
        {{ return('this build left out ' ~ left_out() ~ ', among others. Run dbt build without a selection.') }}
    {% endif %}
    {{ return('') }}
{% endmacro %}

{# A model, seed or test that this command does not run, '' when there is none. #}
{% macro left_out() %}
    {% for node in graph.nodes.values()
        if node.resource_type != 'operation' and node.config.enabled
        and node.unique_id not in selected_resources %}
        {{ return(node.name) }}
    {% endfor %}
    {{ return('') }}
{% endmacro %}

{# Models and tests that failed. #}
{% macro failed_names(results) %}
    {% set failed = [] %}
    {% for result in results if result.status not in ('success', 'pass', 'warn', 'no-op') %}
        {% do failed.append(result.node.name) if result.status != 'skipped' %}
    {% endfor %}
    {{ return(failed) }}
{% endmacro %}

{# What to do about failures whose own words do not say it, '' for all others. #}
{% macro advice(results) %}
    {% for result in results if 'Runtime Error' in (result.message or '') %}
        {% set own_words = modules.re.search('WorkerError: (.*)', result.message) %}
        {% if own_words %}
            {{ return(' ' ~ own_words[1]) }}
        {% elif 'Out of Memory' in result.message %}
            {{ return(
                ' Memory ran out: raise the var memory_limit (now '
                ~ (var('memory_limit') or '80 % of the machine') ~ '), or use a larger machine.'
            ) }}
        {% elif 'No space left on device' in result.message %}
            {{ return(' The disk is full: make room for build/ and exports/, and build again.') }}
        {% elif 'CSV Parser' in result.message %}
            {{ return(
                ' Lines of the file end in different ways: '
                ~ 'save it with one kind of line end (LF or CR LF).'
            ) }}
        {% elif result.node.name == 'stg_usage' %}
            {{ return(' The usage cannot be read to its end: write or copy the file again.') }}
        {% endif %}
    {% endfor %}
    {{ return('') }}
{% endmacro %}

{# What a complete build publishes to exports/, in build/ under the same names. #}
{% macro files_to_publish() %}
    {% set files = [] %}
    {% for node in models_in('exports') %}
        {% do files.append(export_file(node.name)) %}
    {% endfor %}
    {% do files.extend(['report.html', 'method.html']) %}
    {% do files.append('members') if has_members_files() %}
    {% do files.append('charts') if var('chart_files') %}
    {{ return(files) }}
{% endmacro %}

{# What the published outputs are made from, like ', from calls.csv (164 rows)'. #}
{% macro what_was_read() %}
    {% for node in models_in('marts') if node.name == 'build_info' %}
        {% set rows = run_query('select usage_path, rows_read from ' ~ node.relation_name).rows %}
        {{ return(', from ' ~ rows[0][0] ~ ' (' ~ '{:,}'.format(rows[0][1] | int) ~ ' rows)') }}
    {% endfor %}
{% endmacro %}

{# Models of a folder, by name. #}
{% macro models_in(folder) %}
    {% set found = [] %}
    {% for node in graph.nodes.values() if node.resource_type == 'model' and node.fqn[1] == folder %}
        {% do found.append(node) %}
    {% endfor %}
    {{ return(found | sort(attribute='name')) }}
{% endmacro %}

{# Complete the database of the marts, with what its tables and columns are; in one statement, as dbt takes longer over a
   statement than DuckDB over all of these, and when no other thread is left, for which each of them would wait. #}
{% macro finish_database() %}
    {% call statement('finish_database', auto_begin=False) %}
        begin;
        {% for node in models_in('marts') %}
            {% set table = api.Relation.create(database=target.database, schema=target.schema, identifier=node.name) %}
            {% if node.config.materialized == 'view' %}
                create or replace table {{ table }} as
                select {{ node.columns | join(', ') }} from {{ node.relation_name }};
            {% endif %}
            comment on table {{ table }} is {{ sql_text(node.description) }};
            {% for column in node.columns.values() %}
                comment on column {{ table }}.{{ adapter.quote(column.name) }} is {{ sql_text(column.description) }};
            {% endfor %}
        {% endfor %}
        commit;
        checkpoint {{ target.database }}
    {% endcall %}
{% endmacro %}

{# What a build goes on from: the groups that the last one published, or those of the file that the var group_model
   names, in tables of their own. Empty where there is nothing, or nothing that this version knows. #}
{% macro remember_published() %}
    {% do run_query('create schema if not exists steps.previous') %}
    {% for table, columns in previous_tables().items() %}
        {% do run_query('create or replace table steps.previous.' ~ table ~ ' (' ~ columns | join(', ') ~ ')') %}
    {% endfor %}
    {% if var('group_model') %}
        {% set pinned = call_python('read_group_model', [project_path(var('group_model'))]) %}
        {% for table, rows in pinned.items() %}
            {% do run_query('insert into steps.previous.' ~ table ~ ' by name ' ~ rows_of_table(table, rows)) %}
        {% endfor %}
    {% else %}
        {% set database = call_python('published_database', [project_path('usage_groups.duckdb')]) %}
        {% if database %}
            {% do run_query('attach ' ~ sql_text(database) ~ ' as published (read_only)') %}
            {% for table in previous_tables() if not columns_missing(table) %}
                {% do run_query(
                    'insert into steps.previous.' ~ table ~ ' by name select '
                    ~ column_names(table) | join(', ') ~ ' from published.main.' ~ published_name(table)
                    ~ some_rows(table)
                ) %}
            {% endfor %}
            {% do run_query('detach published') %}
        {% endif %}
    {% endif %}
{% endmacro %}

{# The tables of what was published, and the columns that a build reads of each. #}
{% macro previous_tables() %}
    {{ return({
        'group_models': [
            'part_key varchar', 'grouping varchar', 'api_type varchar', 'searched_on date', 'model_version bigint',
            'outcome varchar', 'reason varchar', 'result varchar', 'gain double', 'user_count bigint', 'is_tier boolean',
            'is_current boolean', 'window_days bigint', 'feature_version bigint', 'model varchar',
        ],
        'group_name_claims': [
            'grouping varchar', 'api_type varchar', 'group_key varchar', 'group_name varchar', 'named_on date',
            'is_pinned boolean', 'habit varchar', 'fate varchar', 'mix varchar', 'lowest_volume bigint',
            'highest_volume bigint', 'measure varchar', 'lowest double', 'highest double',
        ],
        'group_rules': [
            'grouping varchar', 'api_type varchar', 'group_key varchar', 'group_id bigint', 'rule_sql varchar',
            'cv_precision double', 'cv_recall double',
        ],
        'clustering_trials': [
            'grouping varchar', 'api_type varchar', 'algorithm varchar', 'parameters varchar', 'cluster_count bigint',
            'noise_share double', 'silhouette double', 'silhouette_coverage double', 'bic double', 'group_count bigint',
            'outlier_share double', 'score double', 'stability double', 'prediction_strength double',
            'is_selected boolean', 'is_tier boolean',
        ],
        'group_lineage': [
            'grouping varchar', 'api_type varchar', 'changed_on date', 'from_version bigint', 'to_version bigint',
            'from_key varchar', 'to_key varchar', 'event varchar', 'shared_users bigint', 'from_share double',
            'to_share double', 'jaccard double',
        ],
        'feature_drift': [
            'as_of_date date', 'grouping varchar', 'api_type varchar', 'feature varchar', 'psi double',
            'null_99 double', 'is_drift boolean',
        ],
        'published_groups': [
            'grouping varchar', 'user_id varchar', 'api_type varchar', 'valid_from date', 'valid_to date',
            'group_key varchar', 'group_name varchar', 'build_id varchar',
        ],
        'users': ['user_id varchar'],
        'days': ['user_id varchar', 'api_type varchar', 'usage_date date', 'call_count bigint'],
    }) }}
{% endmacro %}

{% macro published_name(table) %}
    {{ return({'users': 'user_groups', 'days': 'usage_labeled'}.get(table, table)) }}
{% endmacro %}

{# Of the days of use some thousands tell whose they are. #}
{% macro some_rows(table) %}
    {% if table == 'days' %}
        {{ return(
            ' where hash(user_id) % greatest(cast((select count(*) from published.main.usage_labeled) // 10000 as ubigint), 1) = 0'
        ) }}
    {% endif %}
    {{ return('') }}
{% endmacro %}

{% macro column_names(table) %}
    {% set names = [] %}
    {% for column in previous_tables()[table] %}
        {% do names.append(column.split(' ')[0]) %}
    {% endfor %}
    {{ return(names) }}
{% endmacro %}

{# Whether an earlier version has published a table without a column that this one reads. #}
{% macro columns_missing(table) %}
    {% set found = run_query(
        "select column_name from information_schema.columns where table_catalog = 'published' and table_name = "
        ~ sql_text(published_name(table))
    ).columns[0].values() %}
    {{ return(column_names(table) | reject('in', found) | list) }}
{% endmacro %}

{# Rows of a table as a file has them, as a query. #}
{% macro rows_of_table(table, rows) %}
    {% set structure = {} %}
    {% for column in previous_tables()[table] %}
        {% do structure.update({column.split(' ')[0]: column.split(' ')[1] | replace('varchar', 'string')}) %}
    {% endfor %}
    {{ return('select ' ~ rows_of(parsed_json(sql_text(tojson(rows)), [structure]))) }}
{% endmacro %}

{# Stops a query that would use groups which the given file has for other features. #}
{% macro refuse_given_groups() -%}
    {{ stop(sql_text(
        'The groups of ' ~ var('group_model') ~ ' are of other features or of another window. '
        ~ 'Set window_days as it was when they were found, or leave the var group_model unset.'
    )) }}
{%- endmacro %}

{# Names of the files whose rows are in a table already, as they would be read now. #}
{% macro kept_files(staged) %}
    {% set kept = [] %}
    {% set may_keep = execute and usage_path() and target.type == 'duckdb' and not flags.FULL_REFRESH %}
    {% if may_keep and load_cached_relation(staged) %}
        {% set is_known %}
            select count(*) from duckdb_tables() where table_name = {{ sql_text(staged.identifier ~ '_files') }}
        {% endset %}
        {% if run_query(is_known).rows[0][0] > 0 %}
            {% set keys = file_keys() %}
            {% for file in run_query('select file_name, file_key from ' ~ files_of(staged) ~ ' order by file_name').rows %}
                {% do kept.append(file[0]) if keys.get(file[0]) == file[1] %}
            {% endfor %}
        {% endif %}
    {% endif %}
    {{ return(kept) }}
{% endmacro %}

{# With the rows, what they depend on; in the same transaction. #}
{% macro remember_files(staged) %}
    {% if execute and target.type == 'duckdb' %}
        create or replace table {{ files_of(staged) }} as
        select
            entry.key as file_name,
            entry.value as file_key
        from (
            select unnest(map_entries(from_json({{ sql_text(tojson(file_keys())) }}, '"MAP(VARCHAR, VARCHAR)"'))) as entry
        )
    {% endif %}
{% endmacro %}

{# What the rows of each file depend on; none of a file that is read in any case. #}
{% macro file_keys() %}
    {{ return(call_python('file_keys', [usage_request(), tojson(parameters())]) if usage_path() else {}) }}
{% endmacro %}

{% macro files_of(staged) %}
    {{ return(staged.incorporate(path={'identifier': staged.identifier ~ '_files'})) }}
{% endmacro %}

{# Where the usage comes from: the var, else the environment, else '' for the sample in seeds/. #}
{% macro usage_path() %}
    {{ return(var('usage_path') or env_var('USAGE_PATH', '')) }}
{% endmacro %}

{# The file of the sample, inside the project. #}
{% macro sample_path() %}
    {{ return('seeds/user_api_data.csv') }}
{% endmacro %}

{# Number, bytes and hash of the usage files. #}
{% macro describe_usage_files() %}
    {{ return(call_python('describe_files', [usage_path() or project_path(sample_path())])) }}
{% endmacro %}

{# The name that a required column has in the file. #}
{% macro usage_column(name) %}
    {{ return((var('usage_columns') or {}).get(name) or name) }}
{% endmacro %}

{# The rows of the usage file, as text and not yet judged. #}
{% macro usage_rows() %}
    {% if not usage_path() %}
        select
            {{ sql_text(sample_path()) }} as file_name,
            dt,
            user_id,
            type,
            api_count,
            1 as header_rows,
            cast(null as varchar) as malformed,
            cast(null as varchar) as original_text
        from {{ ref('user_api_data') }}
    {% else %}
        {{ call_python('read_usage_query', [usage_path(), tojson(var('usage_columns') or {})]) }}
    {% endif %}
{% endmacro %}

{# CSV lines that do not split into the header's columns, which DuckDB keeps in temporary tables. #}
{% macro insert_malformed_rows(staged) %}
    {% set found %}
        select count(*) from duckdb_tables() where table_name = 'malformed_rows'
    {% endset %}
    {% if execute and run_query(found).rows[0][0] > 0 %}
        insert into {{ staged }} by name
        select
            malformed_scans.file_path as file_name,
            1 as header_rows,
            malformed_rows.line as malformed_row_number,
            'rejected' as verdict,
            lower(min(malformed_rows.error_message)) as reject_reason,
            min(malformed_rows.csv_line) as original_text
        from malformed_rows
        inner join malformed_scans using (scan_id, file_id)
        group by malformed_scans.file_path, malformed_rows.line
    {% endif %}
{% endmacro %}

{# The vars that decide what a build finds. #}
{% macro parameters() %}
    {{ return({
        'usage_columns': var('usage_columns'),
        'period_start': var('period_start'),
        'period_end': var('period_end'),
        'max_reject_rate': var('max_reject_rate'),
    }) }}
{% endmacro %}

{# In place of dbt-duckdb's macro, which quotes no path, and remembers where the project stood before it was moved. #}
{% macro duckdb__load_csv_rows(model, agate_table) %}
    {% set file = as_pattern(project_path(model.original_file_path)) %}
    {% set load %}
        copy {{ this }} from {{ sql_text(file) }} (format csv, header)
    {% endset %}
    {% do adapter.add_query(load, abridge_sql_log=True) %}
    {{ return(load) }}
{% endmacro %}

{# Write the report's files to build/, from where a complete build publishes them; the charts only where they are wanted. #}
{% macro write_report_files(relation) %}
    {% set writing %}
        select write_text({{ sql_text(project_path('build/')) }} || file_name, content)
        from {{ relation }}
        {% if not var('chart_files') %}where file_name not like 'charts/%'{% endif %}
    {% endset %}
    {% if execute %}
        {% do call_python('empty_folder', [project_path('build/charts')]) %}
        {% for row in run_query(writing).rows if 'error' in fromjson(row[0]) %}
            {% do exceptions.raise_compiler_error(fromjson(row[0])['error']) %}
        {% endfor %}
    {% endif %}
{% endmacro %}

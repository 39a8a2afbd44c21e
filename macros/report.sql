{# Which of the report's files are wanted: the charts as files only where the var says so. #}
{% macro is_wanted_file() -%}
    (file_name not like 'charts/%' or {{ var('chart_files') }})
{%- endmacro %}

{# Names of the report's files. #}
{% macro report_files(relation) %}
    {% set names %}
        select file_name from {{ relation }} where {{ is_wanted_file() }} order by file_name
    {% endset %}
    {{ return(run_query(names).columns[0].values() | list) }}
{% endmacro %}

{# Write the report's files to build/, from where a complete build publishes them. #}
{% macro write_report_files(relation) %}
    {% set writing %}
        select write_text({{ sql_text(project_path('build/')) }} || file_name, content)
        from {{ relation }}
        where {{ is_wanted_file() }}
    {% endset %}
    {% if execute %}
        {% do call_python('remove_folder', [project_path('build/charts')]) %}
        {% for row in run_query(writing).rows if 'error' in fromjson(row[0]) %}
            {% do exceptions.raise_compiler_error(fromjson(row[0])['error']) %}
        {% endfor %}
    {% endif %}
{% endmacro %}

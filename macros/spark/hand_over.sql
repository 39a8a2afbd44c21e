{# The folder that a run on Spark has written, '' where the build computes the features itself. #}
{% macro features_path() %}
    {{ return(project_path(var('features_path')) if var('features_path') else '') }}
{% endmacro %}

{# A model as a run on Spark has left it. #}
{% macro handed_over(model_name) -%}
    read_parquet({{ sql_text(as_pattern(features_path()) ~ '/' ~ model_name ~ '/*.parquet') }})
{%- endmacro %}

{# The same with the files in some columns named as builds name them: Spark writes their whole path. #}
{% macro handed_over_with_names(model_name, columns) %}
    {% set paths = [] %}
    {% for column in columns %}
        {% set found %}
            select distinct {{ column }} from {{ handed_over(model_name) }} where {{ column }} is not null
        {% endset %}
        {% do paths.extend(run_query(found).columns[0].values()) if execute %}
    {% endfor %}
    {% set names = call_python('file_names', [tojson(paths), project_path('')]) if paths else {} %}
    select * replace (
        {% for column in columns %}
            cast({{ sql_text(tojson(names)) }} as json) ->> {{ column }} as {{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    )
    from {{ handed_over(model_name) }}
{% endmacro %}

{# The folder that a run on Spark has written, '' where the build computes the features itself. #}
{% macro features_path() %}
    {{ return(project_path(var('features_path')) if var('features_path') else '') }}
{% endmacro %}

{# A model as a run on Spark has left it. #}
{% macro handed_over(model_name) -%}
    read_parquet({{ sql_text(features_path() ~ '/' ~ model_name ~ '/*.parquet') }})
{%- endmacro %}


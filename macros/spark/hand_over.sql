{# The folder that a run on Spark has written, '' where the build computes the features itself. #}
{% macro features_path() %}
    {{ return(project_path(var('features_path')) if var('features_path') else '') }}
{% endmacro %}

{# A model as a run on Spark has left it. #}
{% macro handed_over(model_name) -%}
    read_parquet({{ sql_text(features_path() ~ '/' ~ model_name ~ '/*.parquet') }})
{%- endmacro %}

{# See that these are complete, and that no var asks for what Spark has decided. #}
{% macro check_features() %}
    {% for name in ('usage_path', 'usage_columns', 'period_start', 'period_end') if var(name) %}
        {% do exceptions.raise_compiler_error(
            'features_path is set, and so is ' ~ name ~ ', which decides how usage is read: on Spark. '
            ~ 'Leave ' ~ name ~ ' out here, and set it for the run on Spark.'
        ) %}
    {% endfor %}
    {% do call_python('spark_run', [features_path()]) %}
{% endmacro %}

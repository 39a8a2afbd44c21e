{# A column on a scale from 0 (its smallest value) to 1 (its largest); 0 where all are equal. #}
{% macro min_max_scaled(column) -%}
    coalesce(
        cast({{ column }} - min({{ column }}) over () as double)
        / nullif(cast(max({{ column }}) over () - min({{ column }}) over () as double), 0),
        0
    )
{%- endmacro %}

{# A column on a scale from 0 (its smallest value) to 1 (its largest); 0 where all are equal.
   As in scikit-learn's MinMaxScaler, what differs by less than 10 * 2^-52 is equal. #}
{% macro min_max_scaled(column) -%}
    case
        when max({{ column }}) over () - min({{ column }}) over () < {{ 10 * 2 ** -52 }} then 0.0
        else
            cast({{ column }} - min({{ column }}) over () as double)
            / cast(max({{ column }}) over () - min({{ column }}) over () as double)
    end
{%- endmacro %}

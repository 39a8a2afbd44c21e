{# When a series of days is used, from counts of days and sums over them (see int_series_aggregated). #}

{% macro mean_gap_days() -%}
    use_duration / nullif(use_days - 1, 0)
{%- endmacro %}

{# Logarithm of the mean gap less the mean of the gaps' logarithms. #}
{% macro gap_irregularity() -%}
    case
        when use_days > 1
            then
                greatest(
                    ln(use_duration / (use_days - 1))
                    - log_gap_sum / (use_days - 1),
                    0
                )
    end
{%- endmacro %}

{% macro use_centre() -%}
    2 * offset_sum / nullif(use_days * use_duration, 0) - 1
{%- endmacro %}

{# Sum of numbers below 10^15 that does not depend on the order in which threads add them up. #}
{% macro exact_sum(value) -%}
    cast(sum(cast({{ value }} as decimal(38, 17))) as double)
{%- endmacro %}

{# Mean of numbers below 10^15 that does not depend on the order in which threads add them up. #}
{% macro exact_mean(value) -%}
    {{ exact_sum(value) }} / count(*)
{%- endmacro %}

{# Population standard deviation from the mean and the mean of squares. #}
{% macro deviation(mean, mean_square) -%}
    sqrt(greatest({{ mean_square }} - {{ mean }} * {{ mean }}, 0))
{%- endmacro %}

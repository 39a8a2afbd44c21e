{# Sum of numbers below 10^15 that does not depend on the order in which threads add them up. #}
{% macro exact_sum(value) -%}
    cast(sum(cast({{ value }} as decimal(38, 17))) as double)
{%- endmacro %}

{# Population standard deviation from the mean and the mean of squares. #}
{% macro deviation(mean, mean_square) -%}
    sqrt(greatest({{ mean_square }} - {{ mean }} * {{ mean }}, 0))
{%- endmacro %}

{# Five quantiles of a column as a list: the middle half, the middle, and the ends without the extreme 5 %. #}
{% macro spread(column) -%}
    quantile_cont(cast({{ column }} as double), [0.05, 0.25, 0.5, 0.75, 0.95])
{%- endmacro %}

{# Whether a user is one of about 200,000 that medians and quantiles are taken of where there are more: those
   of all would not fit into memory. Always the same users. #}
{% macro in_sample(user, count) -%}
    hash({{ user }}) % cast(ceil({{ count }} / 200000) as ubigint) = 0
{%- endmacro %}

{# How many users make a group among so many, as usage_groups.sizes has it. #}
{% macro least_users(count) -%}
    greatest(5, ceil(cast(0.01 as double) * {{ count }}))
{%- endmacro %}

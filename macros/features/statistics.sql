{# Sum of numbers below 10^15 that does not depend on the order in which threads add them up. #}
{% macro exact_sum(value) -%}
    cast(sum(cast({{ value }} as decimal(38, 17))) as double)
{%- endmacro %}

{# How many rows a condition holds for. #}
{% macro count_where(condition) -%}
    cast(count_if({{ condition }}) as bigint)
{%- endmacro %}

{# Population standard deviation of calls from their exact sums, which are first moved near their mean: what is left
   of large counts is small. #}
{% macro deviation_of_calls() -%}
    sqrt(greatest(
        cast(
            call_square_sum - whole_mean_calls
            * (2 * {{ as_large('total_calls') }} - use_days * {{ as_large('whole_mean_calls') }})
            as double
        ) / use_days
        - power(cast(total_calls - use_days * whole_mean_calls as double) / use_days, 2),
        0
    ))
{%- endmacro %}

{# Five quantiles of a column as a list: the middle half, the middle, and the ends without the extreme 5 %. #}
{% macro spread(column) -%}
    quantile_cont(cast({{ column }} as double), [0.05, 0.25, 0.5, 0.75, 0.95])
{%- endmacro %}

{# Whether a user is one of about 200,000 (or so many) that medians and quantiles are taken of where there are more: those
   of all would not fit into memory. Always the same users. #}
{% macro in_sample(user, count, most=200000) -%}
    hash({{ user }}) % cast(ceil({{ count }} / {{ most }}) as ubigint) = 0
{%- endmacro %}

{# How many users make a group among so many, as usage_groups.sizes has it. #}
{% macro least_users(count) -%}
    greatest(5, ceil(cast(0.01 as double) * {{ count }}))
{%- endmacro %}

{# Bounds of Wilson's 95 % interval for a share, of hits among a count; null without a count. #}
{% macro wilson_low(hits, count) -%}
    greatest({{ wilson_bound(hits, count, '-') }}, 0)
{%- endmacro %}

{% macro wilson_high(hits, count) -%}
    least({{ wilson_bound(hits, count, '+') }}, 1)
{%- endmacro %}

{% macro wilson_bound(hits, count, sign) -%}
    ({{ hits }} + 1.9208 {{ sign }} 1.96 * sqrt({{ hits }} * ({{ count }} - {{ hits }}) / nullif({{ count }}, 0) + 0.9604))
    / (nullif({{ count }}, 0) + 3.8416)
{%- endmacro %}

{# The 99 % quantile of chi squared with 0 to 9 degrees of freedom. #}
{% macro chi_squared_99(degrees) -%}
    [0.0, 6.6349, 9.2103, 11.3449, 13.2767, 15.0863, 16.8119, 18.4753, 20.0902, 21.666][1 + {{ degrees }}]
{%- endmacro %}

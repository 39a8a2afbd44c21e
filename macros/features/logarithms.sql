{# Logarithms to base 10 in whole numbers of small units: sums of them are exact, however the days are cut into
   weeks and these put together again. Products of their sums fit into 38 digits for 6,600 days of 10^15 calls. #}

{# How many units make one. Only windows are put together, by int_as_of_aggregated, which leaves 10^12. #}
{% macro log10_units(is_whole_period) -%}
    case when {{ is_whole_period }} then 1e14 else 1e12 end
{%- endmacro %}

{# The logarithm of a count. #}
{% macro whole_log10(count, units='1e12') -%}
    cast(round(log10(cast({{ count }} as double)) * {{ units }}) as bigint)
{%- endmacro %}

{# The sums that the following are made of, over days with such a logarithm and a number. #}
{% macro whole_log10_sums() -%}
    cast(sum(calls_whole_log10) as decimal(38, 0)) as whole_log_sum,
    cast(sum(calls_whole_log10 * {{ as_large('calls_whole_log10') }}) as decimal(38, 0))
        as whole_log_square_sum,
    cast(sum(day_number * {{ as_large('calls_whole_log10') }}) as decimal(38, 0)) as day_whole_log_sum,
    cast(sum(day_number) as decimal(38, 0)) as day_sum,
    cast(sum(day_number * day_number) as decimal(38, 0)) as day_square_sum
{%- endmacro %}

{# Their mean. #}
{% macro mean_of_logs(units='1e12') -%}
    cast(whole_log_sum as double) / (cast(use_days as double) * {{ units }})
{%- endmacro %}

{# Their population standard deviation, 0 where all are equal. #}
{% macro deviation_of_logs(units='1e12') -%}
    sqrt(cast(use_days * whole_log_square_sum - whole_log_sum * whole_log_sum as double))
    / (cast(use_days as double) * {{ units }})
{%- endmacro %}

{# How far the least-squares line through them rises from the first day with usage to the last. #}
{% macro rise_of_logs(units='1e12') -%}
    case
        when use_days > 2
            then
                use_duration
                * cast(use_days * day_whole_log_sum - day_sum * whole_log_sum as double)
                / (cast(use_days * day_square_sum - day_sum * day_sum as double) * {{ units }})
    end
{%- endmacro %}

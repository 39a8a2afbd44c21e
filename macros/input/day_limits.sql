{# Which days are set apart because they lie far from all others. #}

{# The last day that a row may have. #}
{% macro latest_day() -%}
    {{ days_before(today(), '-' ~ var('most_days_ahead')) }}
{%- endmacro %}

{# The var most_years_apart in days. #}
{% macro most_years_apart() -%}
    366 * {{ var('most_years_apart') }}
{%- endmacro %}

{# Whether the days on one side of a gap are so few beside the others that they can be a slip. #}
{% macro is_few(side, other) -%}
    (
        100 * rows_{{ side }} < all_rows
        or (days_{{ side }} < 7 and 2 * days_{{ side }} < days_{{ other }} and 100 * rows_{{ other }} >= all_rows)
    )
{%- endmacro %}

{# A day as a limit, none where a var of the period decides. #}
{% macro unless_set(name, day) -%}
    {{ 'cast(null as date)' if var(name) else day }}
{%- endmacro %}

{# Why a row is set apart. #}
{% macro late_reason() %}
    {{ return(' is more than ' ~ counted(var('most_days_ahead'), 'day') ~ ' after today') }}
{% endmacro %}

{% macro far_reason() %}
    {{ return(
        ' is more than ' ~ counted(var('most_years_apart'), 'year') ~ ' away from all other days'
    ) }}
{% endmacro %}

{% macro counted(number, noun) %}
    {{ return(number ~ ' ' ~ noun ~ ('' if number | int == 1 else 's')) }}
{% endmacro %}

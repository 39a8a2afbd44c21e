{# A var that is a date, as a SQL date, null where it is unset. #}
{% macro period_date(name) %}
    {{ return("date '" ~ var(name) ~ "'" if var(name) else 'null') }}
{% endmacro %}

{# Whether a day lies in the period that the vars ask for. #}
{% macro is_in_period(day) -%}
    coalesce({{ day }} >= {{ period_date('period_start') }}, true)
    and coalesce({{ day }} <= {{ period_date('period_end') }}, true)
{%- endmacro %}

{# Whether a day lies in an odd or an even week of the period, the first being odd. #}
{% macro week_part(day, period_start) -%}
    case
        when floor({{ days_between(period_start, day) }} / 7) % 2 = 0 then 'odd weeks'
        else 'even weeks'
    end
{%- endmacro %}

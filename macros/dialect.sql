{# The day of a date or timestamp in text, year first; a time with a zone counts on its day in UTC. #}
{% macro usage_date(text) %}
    case
        when {{ text }} not like '____-%' and {{ text }} not like '____/%' then null
        when length({{ text }}) <= 10 then try_cast({{ text }} as date)
        else cast(try_cast({{ text }} as timestamptz) as date)
    end
{% endmacro %}

{# The date so many days before another. #}
{% macro days_before(day, count) -%}
    {{ day }} - cast({{ count }} as integer)
{%- endmacro %}

{# Whole days from one date to another. #}
{% macro days_between(first_day, last_day) -%}
    date_diff('day', {{ first_day }}, {{ last_day }})
{%- endmacro %}

{# Day of the week, from 1 for Monday to 7 for Sunday. #}
{% macro day_of_week(day) -%}
    isodow({{ day }})
{%- endmacro %}

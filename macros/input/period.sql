{# A var that is a date, as a SQL date, null where it is unset. #}
{% macro period_date(name) %}
    {{ return("date '" ~ var(name) ~ "'" if var(name) else 'null') }}
{% endmacro %}

{# Whether a day lies in the period that the vars ask for. #}
{% macro is_in_period(day) -%}
    coalesce({{ day }} >= {{ period_date('period_start') }}, true)
    and coalesce({{ day }} <= {{ period_date('period_end') }}, true)
{%- endmacro %}

{# Whether all of a period of so many days is looked at, as the var window_days has it. #}
{% macro is_whole_period(period_days) -%}
    {% if var('window_days') is none -%}
        {{ period_days }} <= 26 * 7
    {%- elif var('window_days') == 'whole' -%}
        true
    {%- else -%}
        {{ period_days }} < {{ var('window_days') }}
    {%- endif %}
{%- endmacro %}

{# Days of the window where it is not the whole period. #}
{% macro asked_window_days() -%}
    {{ 13 * 7 if var('window_days') in (none, 'whole') else var('window_days') }}
{%- endmacro %}

{# Whether a day lies in the odd weeks of the window, or in the even ones, the first being odd. #}
{% macro is_in_weeks(part, day, window_start) -%}
    case {{ part }}
        when 'odd weeks' then floor({{ days_between(window_start, day) }} / 7) % 2 = 0
        when 'even weeks' then floor({{ days_between(window_start, day) }} / 7) % 2 = 1
    end
{%- endmacro %}

{# The end of a week or month, as the var history_every has it, so many before that of the last day. #}
{% macro history_day(last_day, place) -%}
    {% if var('history_every') == 'month' -%}
        cast(date_trunc('month', {{ last_day }}) - to_months({{ place }} - 1) as date) - 1
    {%- else -%}
        {{ days_before(last_day, '7 * ' ~ place) }}
    {%- endif %}
{%- endmacro %}

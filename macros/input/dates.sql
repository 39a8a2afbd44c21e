{# How the day of a usage row is read. Only DuckDB knows date_format. #}

{# The day that a text names, in UTC or in the zone of the var time_zone; null where it names none. #}
{% macro usage_date(text) -%}
    {{ adapter.dispatch('usage_date', 'usage_groups')(text) }}
{%- endmacro %}

{% macro default__usage_date(text) -%}
    {{ formatted_date(text, var('date_format')) if var('date_format') else year_first_date(text) }}
{%- endmacro %}

{# The day of a text like 2021-08-13, where no date_format says otherwise. #}
{% macro plain_day(text) -%}
    {{ adapter.dispatch('plain_day', 'usage_groups')(text) }}
{%- endmacro %}

{% macro default__plain_day(text) -%}
    {% if var('date_format') -%}
        cast(null as date)
    {%- else -%}
        case when {{ text }} like '____-__-__' then try_cast({{ text }} as date) end
    {%- endif %}
{%- endmacro %}

{# Year first, with dashes, slashes or nothing between; behind it the hour at least, and a zone or none. #}
{% macro year_first_date(text) -%}
    case
        when {{ text }} like '____-%' or {{ text }} like '____/%'
            then
                case
                    when length({{ text }}) <= 10 then try_cast({{ text }} as date)
                    else {{ day_of_timestamp(text) }}
                end
        when {{ matches_fully(text, '[0-9]{8}') }}
            then try_cast({{ with_dashes(text) }} as date)
        when {{ matches_fully(text, '[0-9]{8}T[0-9]{6}(Z|[-+][0-9]{2}(:?[0-9]{2})?)?') }}
            then {{ day_of_timestamp(with_dashes(text)) }}
    end
{%- endmacro %}

{# A text of digits, YYYYMMDD or YYYYMMDDTHHMMSS, as the same with dashes and colons. #}
{% macro with_dashes(text) -%}
    concat(
        left({{ text }}, 4), '-', substr({{ text }}, 5, 2), '-', substr({{ text }}, 7, 5),
        case when length({{ text }}) > 8 then ':' else '' end, substr({{ text }}, 12, 2),
        case when length({{ text }}) > 8 then ':' else '' end, substr({{ text }}, 14)
    )
{%- endmacro %}

{# A time that has no zone is one of the var time_zone. #}
{% macro day_of_timestamp(text) -%}
    {% set instant %}
        coalesce(
            try_cast({{ text }} as timestamptz), try_cast({{ usual_time(text) }} as timestamptz)
        )
    {% endset %}
    {% if time_zone() == 'UTC' -%}
        cast({{ instant }} as date)
    {%- else -%}
        case
            when regexp_matches(substr({{ text }}, 12), '[-+A-Za-z]') then {{ day_in_zone(instant) }}
            else cast({{ instant }} as date)
        end
    {%- endif %}
{%- endmacro %}

{# With minutes where there are hours only, and without a space before an offset. #}
{% macro usual_time(text) -%}
    regexp_replace(
        regexp_replace(
            {{ text }}, '^([-/0-9]+)(T| +)([0-9]{1,2})(Z| *[-+][0-9]{2}(:?[0-9]{2})?)?$',
            {{ backward_reference(1) }} || ' ' || {{ backward_reference(3) }} || ':00:00' || {{ backward_reference(4) }}
        ),
        ' +([-+][0-9]{2}(:?[0-9]{2})?)$', {{ backward_reference(1) }}
    )
{%- endmacro %}

{# What stands in brackets in a pattern, in the text that replaces it. #}
{% macro backward_reference(number) -%}
    {{ adapter.dispatch('backward_reference', 'usage_groups')(number) }}
{%- endmacro %}

{% macro default__backward_reference(number) -%}
    '\{{ number }}'
{%- endmacro %}

{# The day of an instant in the var time_zone. #}
{% macro day_in_zone(instant) -%}
    cast(({{ instant }}) at time zone {{ sql_text(time_zone()) }} as date)
{%- endmacro %}

{% macro time_zone() %}
    {{ return(var('time_zone') or 'UTC') }}
{% endmacro %}

{# By a strptime pattern, or as a number of seconds, milliseconds, or days as spreadsheets count them. #}
{% macro formatted_date(text, format) -%}
    {% if format in ('epoch_s', 'epoch_ms') -%}
        case
            when {{ matches_fully(text, '[0-9]{1,14}([.][0-9]*)?') }}
                then {{ day_in_zone(
                    'to_timestamp(cast(' ~ text ~ ' as double)' ~ (' / 1000' if format == 'epoch_ms' else '') ~ ')'
                ) }}
        end
    {%- elif format == 'excel' -%}
        case
            when {{ matches_fully(text, '[0-9]{1,7}([.][0-9]*)?') }} and cast({{ text }} as double) >= 61
                then date '1899-12-30' + cast(floor(cast({{ text }} as double)) as integer)
        end
    {%- else -%}
        {% set parsed = 'try_strptime(' ~ text ~ ', ' ~ sql_text(format) ~ ')' %}
        {% set day = day_in_zone(parsed) if '%z' in format | lower else 'cast(' ~ parsed ~ ' as date)' %}
        -- A year of two digits is none of four.
        case when year({{ day }}) >= 1000 then {{ day }} end
    {%- endif %}
{%- endmacro %}

{# Of the formats that people use, those that read all of some texts, as an aggregate: their names in a list. #}
{% macro fitting_date_formats(text) -%}
    {% set numbers = {'epoch_s': [9.4e8, 4.2e9], 'epoch_ms': [9.4e11, 4.2e12], 'excel': [2e4, 8e4]} %}
    list_filter(
        [
            {% for format, range in numbers.items() %}
            case
                when bool_and(
                    coalesce(try_cast({{ text }} as double) between {{ range[0] }} and {{ range[1] }}, false)
                ) then '{{ format }}'
            end,
            {% endfor %}
            {% for format in date_formats() %}
            case
                when bool_and(({{ formatted_date(text, format) }}) is not null) then {{ sql_text(format) }}
            end{{ ',' if not loop.last }}
            {% endfor %}
        ],
        lambda format: format is not null
    )
{%- endmacro %}

{# Those that are tried: days in the orders and with the signs that people write, alone or with a time. #}
{% macro date_formats() %}
    {% set formats = [] %}
    {% for day in (
        '%d/%m/%Y', '%m/%d/%Y', '%d.%m.%Y', '%d-%m-%Y', '%m-%d-%Y', '%Y.%m.%d', '%Y %m %d',
        '%d/%m/%y', '%m/%d/%y', '%d.%m.%y', '%d-%m-%y', '%m-%d-%y', '%d%m%Y', '%m%d%Y',
        '%d %b %Y', '%d-%b-%Y', '%d-%b-%y', '%b %d, %Y', '%b %d %Y', '%d %B %Y', '%B %d, %Y', '%Y-%b-%d',
    ) %}
        {% for time in ('', ' %H:%M', ' %H:%M:%S', ' %H:%M:%S.%f', ' %I:%M %p', ' %I:%M:%S %p', ', %H:%M', ', %H:%M:%S') %}
            {% do formats.append(day ~ time) %}
        {% endfor %}
    {% endfor %}
    {{ return(formats + ['%Y%m%d%H%M%S', '%Y%m%d %H:%M:%S', '%a %b %d %H:%M:%S %Y', '%d/%b/%Y:%H:%M:%S %z', '%a, %d %b %Y %H:%M:%S %z']) }}
{% endmacro %}

{# The day on which a build runs. #}
{% macro today() -%}
    {{ adapter.dispatch('today', 'usage_groups')() }}
{%- endmacro %}

{% macro default__today() -%}
    cast(current_timestamp at time zone 'UTC' as date)
{%- endmacro %}

{# What to do where no day was read: the formats that would read them all, as a text. Whoever only compiles (sqlfluff does)
   is spared a case for each format. #}
{% macro date_format_advice() -%}
    {{ adapter.dispatch('date_format_advice', 'usage_groups')() }}
{%- endmacro %}

{% macro default__date_format_advice() -%}
    {% if features_path() or var('date_format') or (execute and flags.WHICH == 'compile') -%}
        ''
    {%- else -%}
        coalesce(
            (
                select concat(' Days that are not written year first need the var date_format; these would read all of them: ', formats, '.')
                from (
                    select array_to_string({{ fitting_date_formats('unread_date') }}, ' or ') as formats
                    from (
                        select distinct unread_date
                        from {{ ref('stg_usage') }}
                        where
                            unread_date is not null
                            and not exists (select 1 from {{ ref('stg_usage') }} where usage_date is not null)
                        order by unread_date
                        limit 100000
                    ) as unread_dates
                    having count(*) > 0
                ) as fitting
                where formats <> ''
            ),
            ''
        )
    {%- endif %}
{%- endmacro %}

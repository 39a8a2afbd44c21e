{# How texts of the input become users, types and counts. #}

{# A text without the spaces and invisible characters around it. Looking at its ends first is six times as fast. #}
{% macro trimmed(text) -%}
    case
        when {{ text }} between '!' and '~' and right({{ text }}, 1) between '!' and '~' then {{ text }}
        else {{ adapter.dispatch('trimmed', 'usage_groups')(text) }}
    end
{%- endmacro %}

{% macro default__trimmed(text) -%}
    trim({{ text }}, decode(unhex('{{ invisible_bytes() }}')))
{%- endmacro %}

{# Tabs, line ends, spaces of every width, soft hyphens, and characters without width or that only turn the
   direction of writing, in UTF-8. #}
{% macro invisible_bytes() -%}
    {{ space_bytes() | join }}{{ widthless_bytes() | join }}
{%- endmacro %}

{% macro space_bytes() %}
    {% set found = ['09', '0a', '0b', '0c', '0d', '20', 'c285', 'c2a0', 'e19a80', 'e280a8', 'e280a9', 'e280af', 'e2819f', 'e38080'] %}
    {% for last in range(0x80, 0x8b) %}
        {% do found.append('e280' ~ '%x' | format(last)) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{% macro widthless_bytes() %}
    {% set found = ['c2ad', 'e1a08e', 'e281a0', 'e281a1', 'e281a2', 'e281a3', 'e281a4', 'efbbbf'] %}
    {% for last in range(0x8b, 0x90) | list + range(0xaa, 0xaf) | list %}
        {% do found.append('e280' ~ '%x' | format(last)) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# What spellings of one name have in common: its letters without their case, in one Unicode form, and without
   characters of no width. Only DuckDB knows these forms. #}
{% macro folded(text) -%}
    {% set wide_digits = 'efbc90efbc91efbc92efbc93efbc94efbc95efbc96efbc97efbc98efbc99' %}
    lower(nfc_normalize(translate(
        {{ text }},
        decode(unhex('{{ wide_digits }}{{ space_bytes() | join }}{{ widthless_bytes() | join }}')),
        '0123456789{{ ' ' * (space_bytes() | length) }}'
    )))
{%- endmacro %}

{# Whether a text is a whole number that was written as a float. #}
{% macro is_whole_float(text) -%}
    ({{ text }} like '%.0' and {{ matches_fully(text, '[0-9]+[.]0') }})
{%- endmacro %}

{# A user without the point that a program has added to whole numbers; next to the row of stg_usage_id_forms. #}
{% macro whole_user_id() -%}
    case
        when id_forms.drops_point and {{ is_whole_float('usage_rows.user_id') }}
            then split_part(usage_rows.user_id, '.', 1)
        else usage_rows.user_id
    end
{%- endmacro %}

{# Whether a trimmed text stands for nobody: none at all, or one of the var nobody, whatever its case. #}
{% macro is_nobody(text) -%}
    coalesce(lower({{ text }}), '') in ({{ spellings_of_nobody() | join(', ') }})
{%- endmacro %}

{% macro spellings_of_nobody() %}
    {% set literals = ["''"] %}
    {% for spelling in var('nobody') or [] %}
        {% do literals.append(sql_text(spelling | string | trim | lower)) %}
    {% endfor %}
    {{ return(literals) }}
{% endmacro %}

{# The number that a text spells with the separators of the vars, as digits and a point; null where it has others.
   Without these vars it is the text itself. #}
{% macro plain_number(text) -%}
    {% set signs = separators() %}
    {% if not signs -%}
        {{ text }}
    {%- else -%}
        {% set alike = "translate(" ~ text ~ ", decode(unhex('c2a0e280afe28089e28099')), '   ''')" %}
        {% set group = modules.re.escape(signs.thousands) %}
        {% set point = modules.re.escape(signs.decimal) %}
        {% set digits = '([0-9]{1,3}(' ~ group ~ '[0-9]{2,3})*' ~ group ~ '[0-9]{3}|[0-9]+)' if group else '[0-9]+' %}
        {% set pattern = '[-+]?' ~ digits ~ '(' ~ point ~ '[0-9]*)?([eE][-+]?[0-9]{1,2})?' %}
        case
            when regexp_full_match({{ alike }}, {{ sql_text(pattern) }})
                then replace(
                    replace({{ alike }}, {{ sql_text(signs.thousands) }}, ''),
                    {{ sql_text(signs.decimal) }}, '.'
                )
        end
    {%- endif %}
{%- endmacro %}

{# What the vars thousands and decimal say, none where both are unset. #}
{% macro separators() %}
    {% set thousands, decimal = var('thousands') or '', var('decimal') or '' %}
    {% if not thousands and not decimal %}
        {{ return({}) }}
    {% endif %}
    {{ return({'thousands': thousands, 'decimal': decimal or (',' if thousands == '.' else '.')}) }}
{% endmacro %}

{# The count of a text of nothing but digits. #}
{% macro plain_count(text) -%}
    case when {{ matches_fully(text, '[0-9]{1,15}') }} then cast({{ text }} as bigint) end
{%- endmacro %}

{# The whole number that a text spells, zeros behind a point and powers of ten allowed; null where it spells none
   or one above 2^63 - 1. #}
{% macro whole_count(text) -%}
    case
        when {{ matches_fully(text, whole_number_pattern()) }} then {{ spelled_number(text) }}
        when {{ matches_fully(text, '[+]?[0-9]+([.][0-9]*)?[eE][-+]?[0-9]{1,2}') }}
            then
                case
                    when try_cast({{ text }} as decimal(38, 9)) = floor(try_cast({{ text }} as decimal(38, 9)))
                        then try_cast(try_cast({{ text }} as decimal(38, 9)) as bigint)
                end
    end
{%- endmacro %}

{% macro whole_number_pattern() -%}
    [+]?[0-9]+([.]0*)?
{%- endmacro %}

{# No user makes more calls of a type in a day: what is above is no count, and sums of counts stay exact. #}
{% macro most_calls() -%}
    1000000000000000
{%- endmacro %}

{# Digits in groups of three, with the signs that people put between them; within a SQL string. #}
{% macro grouped_digits_pattern() -%}
    [-+]?[0-9]{1,3}([., _''’][0-9]{2,3})*[., _''’][0-9]{3}([.,][0-9]*)?
{%- endmacro %}

{# What can be read of a count that is rejected: digits in groups, up to the most that a count can be. #}
{% macro readable_count(text) -%}
    case
        when {{ matches_fully(text, grouped_digits_pattern()) }} and left({{ text }}, 1) <> '-'
            then {{ within_limit(spelled_number(digits_before_point(text))) }}
    end
{%- endmacro %}

{# The digits of a number in groups, without those behind its last sign where that is no group. #}
{% macro digits_before_point(text) -%}
    {{ all_replaced(all_replaced(text, '[.,][0-9]{0,2}$'), '[^0-9]') }}
{%- endmacro %}

{# A text without what a pattern matches. #}
{% macro all_replaced(text, pattern) -%}
    {{ adapter.dispatch('all_replaced', 'usage_groups')(text, pattern) }}
{%- endmacro %}

{% macro default__all_replaced(text, pattern) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '', 'g')
{%- endmacro %}

{% macro within_limit(number) -%}
    case when {{ number }} <= {{ most_calls() }} then {{ number }} end
{%- endmacro %}

{# The text of a number with a point or comma, where no var says which of them parts thousands; else null. #}
{% macro doubtful_number(text) -%}
    {% if separators() -%}
        cast(null as string)
    {%- else -%}
        case when {{ text }} like '%.%' or {{ text }} like '%,%' then {{ text }} end
    {%- endif %}
{%- endmacro %}


{# Why a day was not read. #}
{% macro date_reason() %}
    {{ return(
        ' does not fit date_format ' ~ var('date_format') if var('date_format')
        else ' is not a date like 2021-08-13'
    ) }}
{% endmacro %}

{# Calls of the rows with a verdict, as a sum that may be above 2^63. #}
{% macro calls_of(verdict) -%}
    coalesce({{ large_sum("case when verdict = '" ~ verdict ~ "' then call_count end") }}, 0)
{%- endmacro %}

{# A number whose every point or comma may part thousands. #}
{% macro ambiguous_number_pattern() -%}
    [-+]?[1-9][0-9]{0,2}([.,][0-9]{3})+
{%- endmacro %}

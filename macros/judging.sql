{# How texts of the input become users, types and counts. #}

{# A text without the spaces and invisible characters around it. #}
{% macro trimmed(text) -%}
    {{ adapter.dispatch('trimmed', 'usage_groups')(text) }}
{%- endmacro %}

{% macro default__trimmed(text) -%}
    trim({{ text }}, decode(unhex('{{ invisible_bytes() }}')))
{%- endmacro %}

{# Tabs, line ends, spaces of every width, soft hyphens, and characters without width or that only turn the
   direction of writing, in UTF-8. #}
{% macro invisible_bytes() -%}
    090a0b0c0d20c285c2a0c2ade19a80e1a08e{{ -}}
    {%- for last in range(0x80, 0x90) %}e280{{ '%x' | format(last) }}{% endfor -%}
    {%- for last in range(0xa8, 0xb0) %}e280{{ '%x' | format(last) }}{% endfor -%}
    e2819fe281a0e281a1e281a2e281a3e281a4e38080efbbbf
{%- endmacro %}

{# Whether a trimmed text stands for nobody: none at all, or one of the var nobody, whatever its case. #}
{% macro is_nobody(text) -%}
    {% set spellings = [''] %}
    {% for spelling in var('nobody') or [] %}
        {% set plain = spelling | string | trim | lower %}
        {% do spellings.append(plain) if plain not in spellings %}
    {% endfor %}
    {% set literals = [] %}
    {% for spelling in spellings %}
        {% do literals.append(sql_text(spelling)) %}
    {% endfor %}
    coalesce(lower({{ text }}), '') in ({{ literals | join(', ') }})
{%- endmacro %}

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

{# Digits in groups of three, with whatever signs between them. #}
{% macro grouped_digits_pattern() -%}
    [-+]?[0-9]{1,3}([^0-9a-zA-Z][0-9]{2,3})*[^0-9a-zA-Z][0-9]{3}([.,][0-9]*)?
{%- endmacro %}

{# The var of that name; anything but a share stops the build. #}
{% macro share(name) %}
    {% set value = var(name) | string | trim %}
    {% if not modules.re.fullmatch('0|1|0?[.][0-9]+|1[.]0+|[1-9]e-[0-9]+', value) %}
        {% do exceptions.raise_compiler_error(
            name ~ " is '" ~ value ~ "', which is not a share from 0 to 1 like 0.01."
        ) %}
    {% endif %}
    {{ return(value) }}
{% endmacro %}

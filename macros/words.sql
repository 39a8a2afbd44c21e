{# A share from 0 to 1 in words, to the percent. #}
{% macro percentage(share) -%}
    case
        when {{ share }} < 0.01 then '<1 %'
        when {{ share }} < 1 and {{ share }} > 0.99 then '>99 %'
        else cast(round(100 * {{ share }}) as integer) || ' %'
    end
{%- endmacro %}

{# A text of at most so many characters. #}
{% macro shortened(text, characters) -%}
    if(
        length({{ text }}) <= {{ characters }}, {{ text }}, left({{ text }}, {{ characters - 1 }}) || '…'
    )
{%- endmacro %}

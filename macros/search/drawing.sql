{# Whether a row is among at most so many of its part, drawn by the hash of a text: the same ones however the rows
   lie, and mostly the same ones in the next build. #}
{% macro is_drawn(text, part, most) -%}
    row_number() over (partition by {{ part }} order by md5_number_upper({{ text }}), {{ text }}) <= {{ most }}
{%- endmacro %}

{# Whether it is worth while to ask for that of a row of a part of so many: twice as many are put in order. #}
{% macro may_be_drawn(text, size, most) -%}
    md5_number_upper({{ text }}) <= least(2 * {{ most }} / {{ size }}, 1.0) * 18446744073709551615.0
{%- endmacro %}

{# What was grouped as one, in the keys of its groups: the API type, `users` or `shapes`. Types of these names get
   `type:` before them, and so do types that look as if they had it already: no two parts share a key. #}
{% macro part_key(grouping, api_type) -%}
    case
        when {{ grouping }} = 'user' then 'users'
        when {{ grouping }} = 'shape' then 'shapes'
        when {{ matches_fully(api_type, '(type:)*(users|shapes)') }} then 'type:' || {{ api_type }}
        else {{ api_type }}
    end
{%- endmacro %}

{# A text that is one group's alone: its part and its number, as in gnql-3. #}
{% macro group_key(part_key, group_id) -%}
    {{ part_key }} || '-' || cast({{ group_id }} as string)
{%- endmacro %}

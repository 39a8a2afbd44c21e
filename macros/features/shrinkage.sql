{# Weight of so many observations against a neutral value that is worth `neutral_count` of them. #}
{% macro evidence_weight(count, neutral_count) -%}
    ({{ count }}) / ({{ count }} + {{ neutral_count }})
{%- endmacro %}

{# A value drawn toward a neutral one, the more the less evidence there is; neutral where it is unknown. #}
{% macro drawn_to(value, neutral, weight) -%}
    coalesce(({{ neutral }}) + {{ weight }} * (({{ value }}) - ({{ neutral }})), {{ neutral }})
{%- endmacro %}

{# Weight of so many observations against a neutral value that is worth five. #}
{% macro evidence_weight(count) -%}
    ({{ count }}) / ({{ count }} + 5)
{%- endmacro %}

{# A value drawn toward a neutral one, the more the less evidence there is; neutral where it is unknown. #}
{% macro drawn_to(value, neutral, weight) -%}
    coalesce(({{ neutral }}) + {{ weight }} * (({{ value }}) - ({{ neutral }})), {{ neutral }})
{%- endmacro %}

{# Weight of a number of observations against a prior worth five of them. #}
{% macro evidence_weight(count) -%}
    ({{ count }}) / ({{ count }} + 5)
{%- endmacro %}

{# A value drawn toward a neutral one, the more the less evidence there is; neutral where it is unknown. #}
{% macro drawn_to(value, neutral, weight) -%}
    coalesce(({{ neutral }}) + {{ weight }} * (({{ value }}) - ({{ neutral }})), {{ neutral }})
{%- endmacro %}

{# Shrinkage: the weight of so many observations against a neutral value that is worth `neutral_count` of them. #}
{% macro shrinkage_weight(count, neutral_count) -%}
    ({{ count }}) / ({{ count }} + {{ neutral_count }})
{%- endmacro %}

{# A value shrunk toward a neutral one, the more the fewer observations there are; neutral where it is unknown. #}
{% macro shrunk_toward(value, neutral, weight) -%}
    coalesce(({{ neutral }}) + {{ weight }} * (({{ value }}) - ({{ neutral }})), {{ neutral }})
{%- endmacro %}

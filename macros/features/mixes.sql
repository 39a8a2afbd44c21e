{# What the API type at a place is to a user: 0 where it is not used, null where no type has the place. #}
{% macro mix_share(place) -%}
    case when last_place >= {{ place }} then coalesce(max(mix_share) filter (where place = {{ place }}), 0) end
{%- endmacro %}

{# What the API type at a place is to a user: 0 where it is not used, null where no type has the place. #}
{% macro mix_share(place) -%}
    case when last_place >= {{ place }} then coalesce(max(mix_share) filter (where place = {{ place }}), 0) end
{%- endmacro %}

{# What part a type has in what its user does, of two tables of features: of types, and of whole users. #}
{% macro parts_of_users(types, users, one_user) -%}
    cast({{ types }}.total_calls as double) / cast({{ users }}.total_calls as double)
        as call_share,
    {{ types }}.use_days / {{ users }}.use_days as day_share,
    {{ types }}.use_days / sum({{ types }}.use_days) over {{ one_user }} as day_part
{%- endmacro %}

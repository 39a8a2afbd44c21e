{# Whether what a name says of a user's habit, fate, mix of APIs and volume is true (user_claims, claims). #}
{% macro claims_hold(claims) -%}
    list_contains(user_claims.habits, {{ claims }}.habit)
    and ({{ claims }}.fate is null or list_contains(user_claims.fates, {{ claims }}.fate))
    and ({{ claims }}.mix is null or list_contains(user_claims.mixes, {{ claims }}.mix))
    and user_claims.volume_level between {{ claims }}.lowest_volume and {{ claims }}.highest_volume
{%- endmacro %}

{# The columns that groups are made by, one unit of each a difference that people would remark. Values count as far
   as days, gaps between days and changes of gaps speak for themselves. Of how evenly a user calls, what the own days
   say and how much of what is usual among the users is to be added; of how long a user stays, the days, which are to
   be divided by those of the period. #}
{% macro behaviour(features) -%}
    {% set days, gaps = features ~ '.use_days', features ~ '.use_days - 1' -%}
    {% set changes = 'greatest(' ~ features ~ '.use_days - 2, 0)' -%}
    {{ features }}.typical_calls_log10 as volume,
    0.7 * ln(1 + {{ features }}.days_since_last_use / 7) as recency,
    0.5 * ln({{ days }}) as frequency,
    {{ shrunk_toward('ln(' ~ features ~ '.mean_gap_days)', '0', shrinkage_weight(gaps, 3)) }} as gap,
    0.7 * {{ shrunk_toward(features ~ '.gap_irregularity', '0', shrinkage_weight(gaps, 3)) }} as irregularity,
    0.7 * {{ shrunk_toward(features ~ '.use_duration', '0', shrinkage_weight(days, 1)) }} as span_days,
    1.5 * {{ shrunk_toward(features ~ '.weekend_share', '2 / 7', shrinkage_weight(days, 5)) }} as weekend,
    2.0 * {{ shrunk_toward(features ~ '.sd_calls_log10', '0', shrinkage_weight(gaps, 5)) }} as spread_seen,
    2.0 * (1 - {{ shrinkage_weight(gaps, 5) }}) as spread_unseen,
    0.8 * {{ shrunk_toward(
        'least(greatest(' ~ features ~ '.growth_log10, -3), 3)', '0', shrinkage_weight(changes, 5)
    ) }} as growth,
    1.5 * {{ shrunk_toward(features ~ '.use_centre', '0', shrinkage_weight(changes, 5)) }} as centre
{%- endmacro %}

{# How evenly a user calls, with what is usual in place of days that are missing. #}
{% macro with_usual_spread(columns, usual_spread) -%}
    {{ columns }}.spread_seen + {{ columns }}.spread_unseen * {{ usual_spread }}
{%- endmacro %}

{# How much of a period a user is there for, from the first use to the last. #}
{% macro span_of_period(columns, period_days) -%}
    {{ columns }}.span_days / greatest({{ period_days }} - 1, 1)
{%- endmacro %}

{# Words for calls per day of use, from below ten on; each next one is for ten times as many. #}
{% macro volume_words() -%}
    ['a few', 'tens', 'hundreds', 'thousands', 'tens of thousands', 'hundreds of thousands', 'millions']
{%- endmacro %}

{# What the calls of each of these words are below; of the last there is no limit. #}
{% macro volume_limits() -%}
    ['10', '100', '1,000', '10,000', '100,000', 'a million']
{%- endmacro %}

{# The place in these words, from 1, of so many calls per day of use; the sum makes up for log10(1000) < 3. #}
{% macro volume_level(calls) -%}
    least(1 + cast(floor(log10({{ calls }}) + 1e-9) as integer), len({{ volume_words() }}))
{%- endmacro %}

{# A table made a range of series after the other, so that what each series has to be remembered by needs no more
   memory the more days there are. The condition on series reaches the days, which are stored in their order. #}
{% materialization table_by_series, adapter='duckdb' %}
    {% set target = this.incorporate(type='table') %}
    {% for condition in series_ranges() %}
        {% set rows = 'select * from (' ~ sql ~ ') as series where ' ~ condition %}
        {% call statement('main', auto_begin=False) -%}
            {{ make_room() ~ create_table_as(False, target, rows) if loop.first else 'insert into ' ~ target ~ ' ' ~ rows }};
            {{ constraints_query(target, model) if loop.last }}
        {%- endcall %}
    {% endfor %}
    {{ return(finish_in_place(target)) }}
{% endmaterialization %}

{# Conditions that each hold for the series of about so many days; one for all where there are fewer. #}
{% macro series_ranges(most_days=30000000) %}
    {% set sizes %}
        select coalesce(sum(day_count), 0), coalesce(max(series_id), 0) from {{ ref('int_series') }}
    {% endset %}
    {% set days, last_id = run_query(sizes).rows[0].values() %}
    {% set count = (days // most_days + 1) | int %}
    {% set conditions = [] %}
    {% for place in range(count) %}
        {% do conditions.append(
            'series_id between ' ~ (last_id * place // count + 1) ~ ' and ' ~ (last_id * (place + 1) // count)
            if count > 1 else 'true'
        ) %}
    {% endfor %}
    {{ return(conditions) }}
{% endmacro %}

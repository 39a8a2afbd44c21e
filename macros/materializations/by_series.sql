{# A table made a range of series after the other, so that what each series has to be remembered by needs no more
   memory the more days there are. The condition on series reaches the days, which are stored in their order. #}
{% materialization table_by_series, adapter='duckdb' %}
    {{ return(table_in_parts(series_ranges())) }}
{% endmaterialization %}

{# A table made by a statement for each of these conditions on its rows. #}
{% macro table_in_parts(conditions) %}
    {% set target = this.incorporate(type='table') %}
    {% for condition in conditions %}
        {% set rows = 'select * from (' ~ sql ~ ') as made_rows where ' ~ condition %}
        {% call statement('main', auto_begin=False) -%}
            {{ make_room() ~ create_table_as(False, target, rows) if loop.first else 'insert into ' ~ target ~ ' ' ~ rows }};
            {{ constraints_query(target, model) if loop.last }}
        {%- endcall %}
    {% endfor %}
    {{ return(finish_in_place(target)) }}
{% endmacro %}

{# Conditions that each hold for the series of about so many days; one for all where there are fewer. #}
{% macro series_ranges(most_days=30000000) %}
    {% set days = run_query('select coalesce(sum(day_count), 0) from ' ~ ref('int_series')).rows[0][0] %}
    {% set count = (days // most_days + 1) | int %}
    {% if count == 1 %}
        {{ return(['true']) }}
    {% endif %}
    {% set ends %}
        select 'series_id between ' || min(series_id) || ' and ' || max(series_id)
        from (select series_id, ntile({{ count }}) over (order by series_id) as place from {{ ref('int_series') }}) as places
        group by place
        order by place
    {% endset %}
    {{ return(run_query(ends).columns[0].values()) }}
{% endmacro %}

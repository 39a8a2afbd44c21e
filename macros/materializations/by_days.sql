{# A table made some days after the other, each day in one go: what is grouped by day needs no more memory the more
   days there are. The condition on days reaches the rows that are read. #}
{% materialization table_by_days, adapter='duckdb' %}
    {{ return(table_in_parts(day_ranges())) }}
{% endmaterialization %}

{# Conditions that each hold for the days of about so many accepted rows; one for all where there are fewer. #}
{% macro day_ranges(most_rows=10000000) %}
    {% set rows = run_query('select rows_accepted from ' ~ ref('int_row_counts')).rows[0][0] %}
    {% set count = (rows // most_rows + 1) | int %}
    {% if count == 1 %}
        {{ return(['true']) }}
    {% endif %}
    {% set ends %}
        select 'usage_date between date ''' || min(usage_date) || ''' and date ''' || max(usage_date) || ''''
        from (
            select
                usage_date,
                (sum(count(*)) over (order by usage_date) - count(*)) * {{ count }} // {{ rows }} as place
            from {{ ref('stg_usage_judged') }}
            where verdict = 'accepted'
            group by usage_date
        ) as places
        group by place
        order by place
    {% endset %}
    {{ return(run_query(ends).columns[0].values()) }}
{% endmacro %}

{{ config(materialized='view') }}

with clustering_columns as (
    select * from {{ ref('int_clustering_columns') }}
),

usual_spreads as (
    select * from {{ ref('int_usual_spreads') }}
)

select
    columns.grouping,
    columns.series_id,
    columns.user_id,
    columns.api_type,
    columns.total_calls,
    {% for name in behaviour_columns() -%}
        {{ with_usual_spread('usual_spreads.usual_spread') if name == 'spread' else 'columns.' ~ name }} as {{ name }}
        {{- ',' if not loop.last }}
    {% endfor %}
from clustering_columns as columns
inner join usual_spreads on columns.part_key = usual_spreads.part_key

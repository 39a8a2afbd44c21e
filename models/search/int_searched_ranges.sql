{{ config(materialized='view') }}

with clustering_features as (
    select * from {{ ref('int_clustering_features') }}
),

search_plan as (
    select * from {{ ref('int_search_plan') }}
    where reason is not null
),

ordered_values as (
    select
        search_plan.part_key,
        {% for name in behaviour_columns() %}
            list_sort(list(clustering_features.{{ name }})) as {{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    from clustering_features
    inner join search_plan
        on
            clustering_features.grouping = search_plan.grouping
            and clustering_features.api_type is not distinct from search_plan.api_type
    group by search_plan.part_key
)

-- A decile is a value that users have, so that no two of them are taken for one by rounding.
select
    part_key,
    to_json(struct_pack(
        {% for name in behaviour_columns() %}
            {{ name }} := struct_pack(
                least := {{ name }}[1],
                most := {{ name }}[-1],
                deciles := list_transform(
                    range(1, 10),
                    lambda tenth: {{ name }}[1 + cast(floor(tenth / 10 * (len({{ name }}) - 1)) as bigint)]
                )
            ){{ ',' if not loop.last }}
        {% endfor %}
    )) as ranges
from ordered_values

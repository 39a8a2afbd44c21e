{{ config(materialized='view') }}

select
    part_key,
    stored_model as model
from {{ ref('int_search_plan') }}
where grouping <> 'shape' and reason is not null and stored_model is not null

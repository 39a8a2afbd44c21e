{{ config(materialized='view') }}

select
    group_key,
    group_name
from {{ ref('int_group_name_claims') }}

{{ config(materialized='view') }}

select
    grouping,
    api_type,
    group_key,
    any_value(group_id) as group_id,
    any_value(group_name) as group_name,
    bool_or(is_dormant) as is_dormant
from {{ ref('int_as_of_labels') }}
group by grouping, api_type, group_key

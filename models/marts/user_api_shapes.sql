with shape_labels as (
    select * from {{ ref('int_shape_labels') }}
),

group_names as (
    select * from {{ ref('int_group_names') }}
    where grouping = 'shape'
)

select
    shape_labels.user_id,
    shape_labels.api_type,
    shape_labels.group_id,
    group_names.group_name,
    shape_labels.confidence
from shape_labels
inner join group_names on shape_labels.group_id = group_names.group_id
order by shape_labels.api_type, shape_labels.user_id

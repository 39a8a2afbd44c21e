with group_labels as (
    select * from {{ ref('int_group_labels') }}
    where grouping = 'shape'
),

shape_features as (
    select * from {{ ref('int_shape_features') }}
)

select
    group_labels.group_key,
    group_labels.group_id,
    max(group_labels.kind) as kind,
    median(shape_features.used_weeks) as used_weeks,
    median(shape_features.used_week_share) as used_week_share,
    median(shape_features.silent_week_share) as silent_week_share,
    median(shape_features.span_use_share) as span_use_share,
    median(shape_features.switch_share) as switch_share,
    median(shape_features.level_rise) as level_rise,
    median(shape_features.burst_share) as burst_share
from group_labels
inner join shape_features on group_labels.series_id = shape_features.series_id
group by group_labels.group_key, group_labels.group_id

with shape_labels as (
    select * from {{ ref('int_shape_labels') }}
),

shape_features as (
    select * from {{ ref('int_shape_features') }}
)

select
    shape_labels.group_id,
    max(shape_labels.kind) as kind,
    median(shape_features.used_weeks) as used_weeks,
    median(shape_features.used_week_share) as used_week_share,
    median(shape_features.silent_week_share) as silent_week_share,
    median(shape_features.span_use_share) as span_use_share,
    median(shape_features.switch_share) as switch_share,
    median(shape_features.level_rise) as level_rise,
    median(shape_features.burst_share) as burst_share
from shape_labels
inner join shape_features
    on
        shape_labels.user_id = shape_features.user_id
        and shape_labels.api_type = shape_features.api_type
group by shape_labels.group_id

{{ config(materialized='view') }}

with baseline_points as (
    select * from {{ ref('int_baseline_points') }}
),

baseline_labels as {{ not_materialized() }} (
    select * from {{ ref('int_baseline_labels') }}
),

sizes as (
    select
        api_type,
        published_label,
        count(*) as group_users,
        sum(count(*)) over (partition by api_type) as all_users
    from baseline_labels
    group by api_type, published_label
)

select
    baseline_points.*,
    sizes.published_label as group_id,
    sizes.group_users,
    sizes.all_users,
    {{ in_sample('baseline_points.user_id', 'sizes.all_users') }} as stands_for_all
from baseline_labels
inner join sizes
    on
        baseline_labels.api_type = sizes.api_type
        and baseline_labels.published_label = sizes.published_label
inner join baseline_points on baseline_labels.series_id = baseline_points.series_id
where {{ in_sample('baseline_points.user_id', 'sizes.group_users') }} or stands_for_all
